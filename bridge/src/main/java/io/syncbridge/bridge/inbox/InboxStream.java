package io.syncbridge.bridge.inbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for news of one inbox. The stream has no memory, so every connection begins with news: whatever came in between
 * is in the inbox. Never needed for correctness, the inbox is polled anyway.
 */
final class InboxStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InboxStream.class);
    private static final List<Duration> RECONNECT =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));
    private static final Duration REFUSED = Duration.ofMinutes(1);
    private static final Duration LASTING = Duration.ofSeconds(10);
    private static final long MOST_LINE = 64L * 1024;

    private final InboxClient client;
    private final String inboxId;
    private final Runnable news;
    private final Thread loop;
    private final AtomicReference<Call> current = new AtomicReference<>();
    private volatile boolean open;
    private volatile boolean running = true;

    InboxStream(InboxClient client, String inboxId, Runnable news) {
        this.client = client;
        this.inboxId = inboxId;
        this.news = news;
        this.loop = Thread.ofVirtual().name("inbox-stream-" + inboxId).start(this::run);
    }

    /** True while the stream is connected. */
    boolean isOpen() {
        return open;
    }

    private void run() {
        int failures = 0;
        while (running) {
            long begin = System.nanoTime();
            boolean refused = !listen();
            boolean lasted = System.nanoTime() - begin > LASTING.toNanos();
            failures = lasted ? 0 : Math.min(failures + 1, RECONNECT.size());
            if (!running) {
                return;
            }
            Duration wait = refused ? REFUSED : RECONNECT.get(Math.max(failures - 1, 0));
            try {
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    /** Reads until the stream ends; false when Zapier would not open it. */
    private boolean listen() {
        Call call = client.events(inboxId);
        current.set(call);
        if (!running) {
            return true;
        }
        try (Response response = call.execute()) {
            if (!response.isSuccessful()) {
                LOG.debug("inbox {}: no event stream, Zapier answered {}", inboxId, response.code());
                return response.code() >= 500;
            }
            open = true;
            news.run();
            BufferedSource lines = response.body().source();
            while (running) {
                if (lines.readUtf8LineStrict(MOST_LINE).startsWith("data:")) {
                    news.run();
                }
            }
            return true;
        } catch (IOException ended) {
            return true;
        } finally {
            open = false;
            news.run(); // the poll interval is another one now
        }
    }

    @Override
    public void close() {
        running = false;
        loop.interrupt();
        Call call = current.get();
        if (call != null) {
            call.cancel();
        }
    }
}
