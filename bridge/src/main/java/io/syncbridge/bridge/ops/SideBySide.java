package io.syncbridge.bridge.ops;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Work that others do meanwhile. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * The result of work under way, as if it had been done here: its faults are thrown as they are.
     *
     * @param during what was under way, for the message: "a page was read"
     * @throws IllegalStateException when this thread was interrupted, which it then still is
     */
    public static <T> T awaited(Future<T> work, String during) {
        try {
            return work.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException("failed while " + during, failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + during, stop);
        }
    }
}
