package io.syncbridge.bridge.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An exception as a log may hold it: its classes and where it was, on one line. */
final class Thrown {
    private static final int MOST_FRAMES = 8;
    private static final int MOST_CAUSES = 5;

    private Thrown() {}

    static String of(IThrowableProxy thrown) {
        StringBuilder text = new StringBuilder();
        IThrowableProxy each = thrown;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            text.append(depth == 0 ? "" : " caused by ").append(each.getClassName());
            text.append(Arrays.stream(each.getStackTraceElementProxyArray())
                    .limit(MOST_FRAMES)
                    .map(frame -> frame.getStackTraceElement().toString())
                    .collect(Collectors.joining(" < ", " at ", "")));
            each = each.getCause();
        }
        return text.toString();
    }
}
