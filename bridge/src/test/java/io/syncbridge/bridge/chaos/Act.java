package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.chaos.Content.Field;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.util.Set;

/** One thing that happens in a run, as planned. */
sealed interface Act {

    /** True for what goes wrong, false for what users do. */
    default boolean isFault() {
        return true;
    }

    /** True when an answer to a write of the bridge may be lost or late through this. */
    default boolean losesAnswers() {
        return false;
    }

    /** A user makes record {@code record}; all its fields hold {@code number}. */
    record Create(int record, Side side, int number) implements Act {
        @Override
        public boolean isFault() {
            return false;
        }
    }

    /**
     * A user writes {@code number} into some fields. Where the record is not there yet, the other side is edited.
     *
     * @param before in Supabase, how long the transaction is open before it writes
     * @param after and how long until it commits then
     */
    record Change(int record, Side side, Set<Field> fields, int number, Duration before, Duration after)
            implements Act {
        @Override
        public boolean isFault() {
            return false;
        }
    }

    /** A user of Zapier makes this change right when a write of the bridge is about to be carried out there. */
    record Meanwhile(Change change) implements Act {
        @Override
        public boolean isFault() {
            return false;
        }
    }

    /** SIGKILL for one of the two bridges; it is started again after a while. */
    record Kill(int process, Duration down) implements Act {
        @Override
        public boolean losesAnswers() {
            return true;
        }
    }

    /** The database server ends, in order or by SIGKILL, and starts again. */
    record Database(boolean killed) implements Act {
        @Override
        public boolean losesAnswers() {
            return true;
        }
    }

    /** The next calls to Zapier go wrong. */
    record Api(int calls, String method, ApiFault fault, Duration pause) implements Act {
        @Override
        public boolean losesAnswers() {
            return fault.losesAnswers();
        }
    }

    /** Webhooks of one side suffer for a while. */
    record Webhooks(Side side, double drop, double twice, double late, Duration lateness, Duration span)
            implements Act {}

    /** What its history kept is posted again by Zapier. */
    record Replay() implements Act {}
}
