package io.syncbridge.bridge.trace;

import io.syncbridge.bridge.ops.RareWarning;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** The library writes to another log, with addresses and answers; of its warnings ours says only that they happened. */
final class LibraryLog extends Handler {
    /** Kept: a logger that nobody holds forgets its handler. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private final RareWarning warning = new RareWarning(LoggerFactory.getLogger(Tracing.class));

    private LibraryLog() {}

    static void take() {
        LIBRARY.setUseParentHandlers(false);
        for (Handler before : LIBRARY.getHandlers()) {
            LIBRARY.removeHandler(before);
        }
        LIBRARY.addHandler(new LibraryLog());
    }

    @Override
    public void publish(LogRecord said) {
        if (said.getLevel().intValue() >= Level.WARNING.intValue()) {
            warning.warn("traces could not be sent; see that OTEL_EXPORTER_OTLP_ENDPOINT answers. Syncing goes on");
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
