package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tenants;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.Decoded;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One record of an append-only table. The Zapier record's ULID is the identity: the first look inserts one row, in the
 * transaction that remembers it; every later look inserts nothing. An edit in Zapier changes nothing in Supabase and is
 * reported once.
 */
record AppendPass(Link link, SyncRecords records, AuditTrail audit, Parking parking, SyncCounters counters) {

    Step run(Tx tx, Claim claim, Optional<ZapierRecord> seen) throws SQLException {
        if (!records.lock(tx, claim)) {
            return new Step.Done();
        }
        if (seen.isEmpty()) {
            Hints.forget(tx, claim.hintIds());
            records.settle(tx, claim, claim.memory(), false);
            return new Step.Done();
        }
        Decoded decoded = link.zapier().decode(seen.get().data());
        new Tenants(link.mapping()).note(tx, claim, decoded.row());
        List<FieldProblem> problems = problems(decoded);
        if (!problems.isEmpty()) {
            Failure.Stage stage = decoded.isWhole() ? Failure.Stage.MAP : Failure.Stage.PARSE;
            return parking.park(tx, claim, stage, "Zapier record " + seen.get().id(), problems);
        }
        Row row = decoded.row();
        Memory memory = claim.memory();
        if (!memory.isLive()) {
            link.supabase().insert(tx, link.mapping().withFallbacks(row));
            counters.wroteSupabase(1);
        } else if (!link.mapping().sameContent(row, memory.base())) {
            report(tx, claim, memory.base(), row, seen.get().editedAt());
        }
        Hints.forget(tx, claim.hintIds());
        records.settle(
                tx,
                claim,
                memory.agreedOn(row, seen.get().editedAt(), seen.get().editedAt()),
                false);
        return new Step.Done();
    }

    private void report(Tx tx, Claim claim, Row before, Row now, Instant editedAt) throws SQLException {
        Row edited = now.only(field -> !link.mapping().same(field, now.get(field), before.get(field)));
        audit.of(claim.origin(Side.ZAPIER))
                .append(
                        tx,
                        new AuditTrail.Entry(
                                AuditTrail.Event.SKIPPED_STALE,
                                Side.SUPABASE,
                                claim.zapierId().orElse("?"),
                                UUID.randomUUID().toString(),
                                Optional.of(editedAt),
                                "append_only: an edit in Zapier does not change the recorded row",
                                before,
                                edited,
                                edited));
    }

    /** What keeps a record from becoming a row. */
    List<FieldProblem> problems(Decoded decoded) {
        if (!decoded.isWhole()) {
            return decoded.problems();
        }
        Row row = link.mapping().withFallbacks(decoded.row());
        return link.mapping().fields().stream()
                .filter(field -> field.required() && row.get(field.name()).isBlank())
                .map(field -> new FieldProblem(field.name(), "is required and has no value; fill it in in Zapier"))
                .toList();
    }
}
