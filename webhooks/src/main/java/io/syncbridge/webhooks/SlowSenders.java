package io.syncbridge.webhooks;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Hangs up on whoever takes too long over a request as a whole. The server's own limit is for silence, and one byte every
 * few seconds is none. Looks at intervals, so a limit may be passed by one of them.
 */
final class SlowSenders extends AbstractLifeCycle implements Connection.Listener {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

    private final Server server;
    private final long headNanos;
    private final long wholeNanos;
    private final long intervalNanos;
    private final Map<HttpConnection, Long> opened = new ConcurrentHashMap<>();

    SlowSenders(Server server, WebhookLimits limits) {
        this.server = server;
        this.headNanos = limits.traffic().headTime().toNanos();
        this.wholeNanos = headNanos + limits.bodyTime().toNanos();
        this.intervalNanos = Math.min(headNanos, LONGEST_INTERVAL.toNanos());
    }

    @Override
    protected void doStart() {
        for (Connector connector : server.getConnectors()) {
            var unused = connector.addBean(this, false);
        }
        lookLater();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            opened.put(http, NanoTime.now());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            opened.remove(http);
        }
    }

    private void lookLater() {
        var unused = server.getScheduler().schedule(this::look, intervalNanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        opened.forEach((connection, at) -> {
            if (isTooSlow(connection, at)) {
                connection.getEndPoint().close();
            }
        });
        lookLater();
    }

    private boolean isTooSlow(HttpConnection connection, long at) {
        HttpParser parser = connection.getParser();
        // The state first: it is volatile, and written after what is read next.
        HttpParser.State state = parser.getState();
        if (state == HttpParser.State.START) {
            // Between requests a connection may rest; one that never made any is only in the way.
            return connection.getMessagesIn() == 0 && NanoTime.since(at) > headNanos;
        }
        if (state.compareTo(HttpParser.State.END) >= 0) {
            return false;
        }
        long limit = state.compareTo(HttpParser.State.CONTENT) < 0 ? headNanos : wholeNanos;
        return NanoTime.since(parser.getBeginNanoTime()) > limit;
    }
}
