package io.syncbridge.webhooks;

import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What webhooks need of the server as a whole, beyond their routes. */
final class WebhookServerSettings {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServerSettings.class);

    /** The longest request line and headers together. */
    private static final int HEADER_BYTES = 16 * 1024;

    /** How long a connection may be silent, also within a body. */
    private static final int IDLE_MILLIS = 30_000;

    private WebhookServerSettings() {}

    /**
     * Called by {@link WebhookRoutes#register}, since the routes are not safe without it. Virtual threads, headers of
     * 16 KiB (431 beyond, 414 for the address), 30 seconds of silence (408 within a body), a limit for the time of a whole
     * request and for open connections, no version and the headers of {@link SafeHeaders} in all answers, and refusals of the
     * server itself (broken framing, a bad address) and of its router as short problem documents.
     */
    static void apply(JavalinConfig config, WebhookLimits limits) {
        config.concurrency.useVirtualThreads = true;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setIdleTimeout(IDLE_MILLIS);
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.addCustomizer((request, answer) -> {
                SafeHeaders.addTo(answer, request.getHeaders());
                return request;
            });
            // Jetty keeps the header lines of a connection and by default finds them without regard to case: after a
            // right secret, the same in other letters would be taken for it.
            http.setHeaderCacheSize(0);
        });
        config.jetty.modifyServer(server -> limit(server, limits));
        config.routes.exception(
                HttpResponseException.class,
                (refusal, context) -> Problem.ofServer(refusal.getStatus()).fill(context));
        config.routes.exception(Exception.class, (fault, context) -> {
            LOG.error("a request to {} failed", context.endpoint().path, fault);
            Problem.ofServer(500).fill(context);
        });
    }

    private static void limit(Server server, WebhookLimits limits) {
        server.setErrorHandler(new ServerRefusals());
        server.addBean(new NetworkConnectionLimit(limits.traffic().connections(), server));
        server.addBean(new SlowSenders(server, limits));
    }
}
