package io.syncbridge.bridge.dashboard;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells every open page the state each second when it is another (server-sent events), and says something every ten seconds,
 * so that nobody on the way hangs up and a page that is gone is noticed. Each page has the virtual thread of its request, so
 * a slow reader keeps nobody else waiting. At most 200 pages.
 */
final class LiveState implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int BEATS_OF_SILENCE = 10;
    private static final int MOST = 200;

    private final StateFeed state;
    private final InstantSource clock;
    private final Set<Thread> pages = ConcurrentHashMap.newKeySet();

    LiveState(StateFeed state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /** Answers with events until the page goes, the session is over, or the bridge ends. */
    void tell(Context context, Sessions.Session session) {
        if (pages.size() >= MOST) {
            context.header("Retry-After", "30");
            Json.problem(context, 503, "too many pages are open");
            return;
        }
        context.res().setContentType("text/event-stream; charset=utf-8");
        context.res().setHeader("Cache-Control", "no-store");
        context.res().setHeader("X-Accel-Buffering", "no");
        pages.add(Thread.currentThread());
        try {
            tell(context.res().getOutputStream(), session);
        } catch (IOException gone) {
            // The page was closed; nothing is left to say.
        } catch (InterruptedException stopped) {
            // The bridge ends; the interrupt was for this page alone.
        } finally {
            pages.remove(Thread.currentThread());
        }
    }

    private void tell(OutputStream out, Sessions.Session session) throws IOException, InterruptedException {
        String told = "";
        int silent = 0;
        while (session.expires().isAfter(clock.instant())) {
            Optional<StateView> now = state.now();
            String news = now.map(
                            view -> view.json(session.role()).without("at").toString())
                    .map(json -> "event: state\ndata: " + json + "\n\n")
                    .orElse("event: away\ndata: the database does not answer\n\n");
            boolean isNews = !news.equals(told);
            if (isNews || ++silent % BEATS_OF_SILENCE == 0) {
                out.write((isNews ? news : ": still here\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                told = news;
            }
            Thread.sleep(PACE);
        }
    }

    @Override
    public void close() {
        pages.forEach(Thread::interrupt);
    }
}
