package io.syncbridge.bridge.zapier;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What all instances that use one Zapier account agree on. Nothing here may hold up a call for long or fail it: what
 * cannot be reached answers empty, and each instance goes on by itself.
 */
public interface SharedLimits {

    /**
     * Leave for one call. The call counts from now until a window after its end, or long after when nobody tells of that.
     *
     * @param heldUntil when it stops counting if nobody tells of its end, by the clock of whoever gave it
     * @param background whether it counts among those that may take half at most
     */
    record Permit(Instant heldUntil, boolean background) {}

    /**
     * A call that is over.
     *
     * @param ago how long ago its answer came, or was given up; empty when it was never sent
     */
    record Ended(Permit permit, Optional<Duration> ago) {}

    /**
     * Whether a call may be made.
     *
     * @param permit empty when not, or when calls are not counted together at the moment
     * @param delay zero when it may; otherwise how long there will surely be no leave
     */
    record Grant(Optional<Permit> permit, Duration delay) {
        /** Whether the call may be made. */
        boolean given() {
            return delay.isZero();
        }
    }

    /**
     * A pause that was agreed on.
     *
     * @param left how long it still lasts; zero or less when it is over
     */
    record Agreed(Optional<String> table, boolean writesOnly, Answer.Cause cause, String reason, Duration left) {}

    /** Asks for leave to make one call, and tells of calls that have ended: of each one only once. */
    Optional<Grant> take(boolean background, List<Ended> ended);

    /** Tells the others of a pause, the longer one of two stays; answers whether they can know. */
    boolean keep(Agreed pause);

    /** Ends a pause for everybody. */
    void end(Optional<String> table, boolean writesOnly);

    /** All pauses, those that are over included. */
    Optional<List<Agreed>> pauses();

    /** For a process that is alone. */
    static SharedLimits none() {
        return new SharedLimits() {
            @Override
            public Optional<Grant> take(boolean background, List<Ended> ended) {
                return Optional.empty();
            }

            @Override
            public boolean keep(Agreed pause) {
                return false;
            }

            @Override
            public void end(Optional<String> table, boolean writesOnly) {}

            @Override
            public Optional<List<Agreed>> pauses() {
                return Optional.empty();
            }
        };
    }
}
