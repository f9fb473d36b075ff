package io.syncbridge.bridge.log;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** What every line says that is written on a thread during a piece of work. Names and keys, never contents. */
public final class LogContext {
    private LogContext() {}

    /** Does the work; its lines are about this record. */
    public static <T> T during(String table, Optional<String> record, Optional<String> requestId, Supplier<T> work) {
        MDC.put("table", table);
        record.ifPresent(key -> MDC.put("record", key));
        requestId.ifPresent(id -> MDC.put("request_id", id));
        try {
            return work.get();
        } finally {
            MDC.remove("table");
            MDC.remove("record");
            MDC.remove("request_id");
        }
    }
}
