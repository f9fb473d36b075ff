package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Identities;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which record a Zapier record is. Source: reliability reference, section 3.4.
 *
 * <ol>
 *   <li>No key: it gets a generated one, always the same.
 *   <li>A key nobody has: it is that record.
 *   <li>A key whose row has no Zapier record yet: both rows are one.
 *   <li>A key whose row has another Zapier record: that one is gone (made anew by a user), or this one is the second
 *       child of a create of ours whose answer was lost, or it is a user's copy and becomes a record of its own.
 * </ol>
 */
record Identity(Link link, Identities identities) {

    private static final Duration SHORTLY = Duration.ofMillis(20);

    /** What was found out. */
    sealed interface Result {
        /** The claim, with its key. */
        record Known(Claim claim) implements Result {}

        /** Nothing more to do under this claim, or something to ask first. */
        record Other(Step step) implements Result {}

        /** A person must decide. */
        record Unclear(String reason) implements Result {}
    }

    Result resolve(Tx tx, Claim claim, String recordId, Row row, Map<String, Boolean> alive) throws SQLException {
        if (claim.key().isPresent()) {
            return linked(tx, claim, recordId);
        }
        TableMapping mapping = link.mapping();
        Optional<String> own = RecordKey.generated(mapping, link.zapierTableId(), recordId);
        Optional<String> stated = RecordKey.text(row.get(mapping.key()));
        if (stated.isEmpty() && own.isEmpty()) {
            return new Result.Unclear(mapping.key() + " is empty, and a key of its type cannot be made up; fill it in");
        }
        String key = stated.or(() -> own).orElseThrow();
        Optional<Identities.Other> holder = identities.withKey(tx, key, claim.id());
        if (holder.isEmpty()) {
            return new Result.Known(claim.keyed(key));
        }
        Identities.Other other = holder.get();
        if (!identities.lockNow(tx, other)) {
            return new Result.Other(new Step.Later(SHORTLY));
        }
        if (other.zapierId().isEmpty()) {
            identities.join(tx, claim.id(), other.id());
            return new Result.Other(new Step.Done());
        }
        return heldByAnother(tx, claim, recordId, row, other, own, alive);
    }

    /** Links a claim with a known key to a record found for it, taking over what was known of the record alone. */
    Result linked(Tx tx, Claim claim, String recordId) throws SQLException {
        if (claim.zapierId().filter(recordId::equals).isPresent()) {
            return new Result.Known(claim);
        }
        Optional<Identities.Other> stray = identities.withZapierId(tx, recordId, claim.id());
        if (stray.isPresent()) {
            if (stray.get().memory().isLive()) {
                return new Result.Unclear("Zapier record " + recordId + " and this row have the same "
                        + String.join(", ", link.mapping().naturalKey()) + " but are already two records; delete one");
            }
            identities.join(tx, stray.get().id(), claim.id());
        }
        return new Result.Known(claim.linked(Optional.of(recordId)));
    }

    /** Another row has this natural key: it is the record, and Zapier's key cell follows it. */
    Result adopt(Tx tx, Claim claim, StoredRow twin) throws SQLException {
        String key = RecordKey.text(twin.content().row().get(link.mapping().key()))
                .orElseThrow(() -> new IllegalStateException("a row without a key"));
        Optional<Identities.Other> holder = identities.withKey(tx, key, claim.id());
        if (holder.isEmpty()) {
            return new Result.Known(claim.keyed(key));
        }
        if (!identities.lockNow(tx, holder.get())) {
            return new Result.Other(new Step.Later(Duration.ofMillis(20)));
        }
        if (holder.get().zapierId().isPresent()) {
            return new Result.Unclear("Zapier records "
                    + holder.get().zapierId().get() + " and "
                    + claim.zapierId().orElse("?") + " have the same "
                    + String.join(", ", link.mapping().naturalKey()) + ", which Supabase keeps unique; delete one");
        }
        identities.join(tx, claim.id(), holder.get().id());
        identities.relink(
                tx, holder.get(), claim.zapierId().orElseThrow(), holder.get().memory());
        return new Result.Other(new Step.Done());
    }

    private Result heldByAnother(
            Tx tx,
            Claim claim,
            String recordId,
            Row row,
            Identities.Other other,
            Optional<String> own,
            Map<String, Boolean> alive)
            throws SQLException {
        String otherRecord = other.zapierId().orElseThrow();
        Boolean otherLives = alive.get(otherRecord);
        if (otherLives == null) {
            return new Result.Other(new Step.Ask(otherRecord));
        }
        if (!otherLives) {
            identities.remove(tx, claim.id());
            identities.relink(tx, other, recordId, other.memory().relinked());
            identities.join(tx, claim.id(), other.id());
            return new Result.Other(new Step.Done());
        }
        if (isOurSecondChild(other.memory(), row)) {
            return new Result.Other(new Step.Duplicate(claim, recordId));
        }
        return own.filter(key -> !other.key().equals(Optional.of(key)))
                .<Result>map(key -> new Result.Known(claim.keyed(key)))
                .orElseGet(() -> new Result.Unclear("Zapier records " + otherRecord + " and " + recordId
                        + " carry the same " + link.mapping().key() + "; clear it in the copy"));
    }

    private boolean isOurSecondChild(Memory memory, Row row) {
        TableMapping mapping = link.mapping();
        return memory.doubts().stream()
                .filter(doubt -> doubt.kind() == Attempt.Kind.CREATE)
                .anyMatch(doubt -> mapping.sameContent(doubt.fields(), row));
    }
}
