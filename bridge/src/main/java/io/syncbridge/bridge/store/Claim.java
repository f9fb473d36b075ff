package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.webhooks.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record under lease.
 *
 * @param id the bookkeeping row
 * @param key the Supabase key as text, once known
 * @param zapierId the Zapier record's ULID, once known
 * @param memory what is remembered
 * @param wanted how many hints had come when it was claimed
 * @param fence the lease's number; every commit checks it
 * @param tries failed passes since the last success
 * @param failing what is known of its failures since the last success
 * @param now the database's clock at the claim
 * @param hints what has been said of the record, oldest first
 * @param choice the side a person picked for it
 * @param turn whose it is, and in which batch it is worked off
 */
public record Claim(
        long id,
        Optional<String> key,
        Optional<String> zapierId,
        Memory memory,
        long wanted,
        long fence,
        int tries,
        Failing failing,
        Instant now,
        List<StoredHint> hints,
        Optional<Side> choice,
        Turn turn) {

    /** Copies the list. */
    public Claim {
        hints = List.copyOf(hints);
    }

    /**
     * Whose turn it is.
     *
     * @param tenant whose the record is, as noted before this pass; empty when that is not known, or there are none
     * @param batch what the locks of tenants are held by; empty where there are none
     */
    public record Turn(Optional<String> tenant, String batch) {}

    /**
     * What the bookkeeping row remembers of failures.
     *
     * @param since the first one, moved on by the time the record spent on hold; empty without any
     * @param told fingerprint of the failure an audit row tells of
     * @param refused the write that Zapier refused
     */
    public record Failing(Optional<Instant> since, Optional<String> told, Optional<RefusedWrite> refused) {
        /** No failure. */
        public static final Failing NOT = new Failing(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A write that Zapier refused.
     *
     * @param write its fingerprint
     * @param reason what Zapier said
     */
    public record RefusedWrite(String write, String reason) {}

    /**
     * One stored hint.
     *
     * @param id its row
     * @param kind where it came from
     * @param payload the record as it was shown, if it was
     * @param overwrittenAt for a replaced state, the clock of our write
     * @param receivedAt when it was stored
     * @param origin the request it came by; empty for what no webhook told
     */
    public record StoredHint(
            long id,
            Kind kind,
            Optional<String> payload,
            Optional<Instant> overwrittenAt,
            Instant receivedAt,
            Optional<Origin> origin) {}

    /** Where a hint came from. */
    public enum Kind {
        SUPABASE,
        ZAPIER,
        REPLACED;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The same lease with other knowledge. */
    public Claim with(Memory known) {
        return new Claim(id, key, zapierId, known, wanted, fence, tries, failing, now, hints, choice, turn);
    }

    /** The same lease with its key known. */
    public Claim keyed(String knownKey) {
        return new Claim(
                id, Optional.of(knownKey), zapierId, memory, wanted, fence, tries, failing, now, hints, choice, turn);
    }

    /** The same lease with its Zapier record known. */
    public Claim linked(Optional<String> knownZapierId) {
        return new Claim(id, key, knownZapierId, memory, wanted, fence, tries, failing, now, hints, choice, turn);
    }

    /** The same lease, remembering a write that Zapier refused. */
    public Claim refused(RefusedWrite write) {
        Failing remembered = new Failing(failing.since(), failing.told(), Optional.of(write));
        return new Claim(id, key, zapierId, memory, wanted, fence, tries, remembered, now, hints, choice, turn);
    }

    /** The same lease, saying this of the record. */
    public Claim hinted(List<StoredHint> said) {
        return new Claim(id, key, zapierId, memory, wanted, fence, tries, failing, now, said, choice, turn);
    }

    /** The ids of its hints. */
    public List<Long> hintIds() {
        return hints.stream().map(StoredHint::id).toList();
    }

    /** The newest request that told of a change on this side, else the newest of all; empty when no webhook led here. */
    public Optional<Origin> origin(Side changed) {
        Kind kind = changed == Side.SUPABASE ? Kind.SUPABASE : Kind.ZAPIER;
        Optional<Origin> newest = Optional.empty();
        Optional<Origin> ofSide = Optional.empty();
        for (StoredHint hint : hints) {
            newest = hint.origin().isPresent() ? hint.origin() : newest;
            ofSide = hint.kind() == kind && hint.origin().isPresent() ? hint.origin() : ofSide;
        }
        return ofSide.isPresent() ? ofSide : newest;
    }

    /** When the first Supabase hint came; the claim's time without one. */
    public Instant supabaseSeenAt() {
        return hints.stream()
                .filter(hint -> hint.kind() == Kind.SUPABASE)
                .map(StoredHint::receivedAt)
                .min(Instant::compareTo)
                .orElse(now);
    }
}
