package io.syncbridge.bridge.dashboard;

import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells every open page the state each second when it is another, and says something every ten seconds so that nobody on the
 * way hangs up. One virtual thread a page: a slow reader keeps nobody else waiting. At most 200 pages.
 */
final class LiveState implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int BEATS_OF_SILENCE = 10;
    private static final int MOST = 200;

    private final StateFeed state;
    private final Set<Thread> pages = ConcurrentHashMap.newKeySet();

    LiveState(StateFeed state) {
        this.state = state;
    }

    void add(SseClient client, Sessions.Session session) {
        if (pages.size() >= MOST) {
            client.close();
            return;
        }
        client.keepAlive();
        Thread page = Thread.ofVirtual().name("dashboard-page").unstarted(() -> tell(client, session));
        pages.add(page);
        client.onClose(() -> {
            pages.remove(page);
            page.interrupt();
        });
        page.start();
    }

    private void tell(SseClient client, Sessions.Session session) {
        String told = "";
        int silent = 0;
        try {
            while (!client.terminated() && session.expires().isAfter(java.time.Instant.now())) {
                Optional<StateView> now = state.now();
                String news = now.map(
                                view -> view.json(session.role()).without("at").toString())
                        .orElse("");
                if (!news.isEmpty() && !news.equals(told)) {
                    client.sendEvent("state", news);
                    told = news;
                    silent = 0;
                } else if (now.isEmpty() && !told.isEmpty()) {
                    client.sendEvent("away", "the database does not answer");
                    told = "";
                } else if (++silent % BEATS_OF_SILENCE == 0) {
                    client.sendComment("still here");
                }
                Thread.sleep(PACE);
            }
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
        } finally {
            pages.remove(Thread.currentThread());
            client.close();
        }
    }

    @Override
    public void close() {
        pages.forEach(Thread::interrupt);
    }
}
