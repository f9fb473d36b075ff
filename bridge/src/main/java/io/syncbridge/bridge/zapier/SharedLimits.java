package io.syncbridge.bridge.zapier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What all instances that use one Zapier account agree on. Nothing here may hold up a call for long or fail it: what
 * cannot be reached answers empty, and each instance goes on by itself.
 */
public interface SharedLimits {

    /**
     * Permits of the running window.
     *
     * @param permits calls that may be made; 0 when none are left
     * @param reset how long until the next window
     */
    record Grant(int permits, Duration reset) {}

    /**
     * A pause that was agreed on.
     *
     * @param left how long it still lasts; zero or less when it is over
     */
    record Agreed(Optional<String> table, boolean writesOnly, Answer.Cause cause, String reason, Duration left) {}

    /** Takes up to so many permits. */
    Optional<Grant> take(int wanted, boolean background);

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
            public Optional<Grant> take(int wanted, boolean background) {
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
