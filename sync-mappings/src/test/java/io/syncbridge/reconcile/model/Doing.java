package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Landing;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.ZapierState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far a worker is with the record. Between two of these anything may happen, also the worker's end. */
sealed interface Doing {

    /** What was leased, as it was then. */
    record Claim(long wanted, long fence, Memory memory, Instant now, List<Hint> hints, Optional<Side> choice) {
        Claim with(Memory known) {
            return new Claim(wanted, fence, known, now, hints, choice);
        }

        /** The hints are consumed. */
        Claim without(Memory known) {
            return new Claim(wanted, fence, known, now, List.of(), choice);
        }

        Instant supabaseSeenAt() {
            return hints.stream()
                    .filter(hint -> hint.kind() == Hint.Kind.SUPABASE)
                    .map(Hint::receivedAt)
                    .min(Instant::compareTo)
                    .orElse(now);
        }
    }

    record Idle() implements Doing {}

    /** Leased; both sides were told to hold what was agreed, no look is needed. */
    record Echo(Claim claim) implements Doing {}

    /** Leased; Zapier must be looked at. */
    record Open(Claim claim) implements Doing {}

    /** Leased; the record does not live in Zapier, and its trash must be looked at. */
    record Gone(Claim claim) implements Doing {}

    /** Zapier was looked at. */
    record Looked(Claim claim, ZapierState zapier) implements Doing {}

    /** In the transaction: the row was read and the plan is made. */
    record Decided(Claim claim, ZapierState zapier, Optional<SupabaseRow> row, Plan plan) implements Doing {}

    /** Committed; the attempt is stored and about to leave. */
    record Sending(Claim claim, Attempt attempt, String recordId) implements Doing {}

    /** Zapier answered; {@code overwritten} are the users' edits that went under. */
    record Answered(Claim claim, Attempt attempt, Landing landing, List<Integer> overwritten) implements Doing {}

    /** No answer, or one that says that nothing was done. */
    record Unanswered(Claim claim, Attempt attempt, boolean surelyNot) implements Doing {}

    default Optional<Claim> lease() {
        return switch (this) {
            case Idle idle -> Optional.empty();
            case Echo echo -> Optional.of(echo.claim());
            case Open open -> Optional.of(open.claim());
            case Gone gone -> Optional.of(gone.claim());
            case Looked looked -> Optional.of(looked.claim());
            case Decided decided -> Optional.of(decided.claim());
            case Sending sending -> Optional.of(sending.claim());
            case Answered answered -> Optional.of(answered.claim());
            case Unanswered unanswered -> Optional.of(unanswered.claim());
        };
    }

    /** The same step under another lease. */
    default Doing with(Claim claim) {
        return switch (this) {
            case Idle idle -> idle;
            case Echo echo -> new Echo(claim);
            case Open open -> new Open(claim);
            case Gone gone -> new Gone(claim);
            case Looked looked -> new Looked(claim, looked.zapier());
            case Decided decided -> new Decided(claim, decided.zapier(), decided.row(), decided.plan());
            case Sending sending -> new Sending(claim, sending.attempt(), sending.recordId());
            case Answered answered ->
                new Answered(claim, answered.attempt(), answered.landing(), answered.overwritten());
            case Unanswered unanswered -> new Unanswered(claim, unanswered.attempt(), unanswered.surelyNot());
        };
    }
}
