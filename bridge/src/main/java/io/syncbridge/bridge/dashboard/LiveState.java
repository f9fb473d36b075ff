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
 * Tells every open page the state each second when it is another (server-sent events), and gives a beat every five seconds
 * otherwise, so that a page knows that it is connected and a page that is gone is noticed. Each page has the virtual thread
 * of its request, so a slow reader keeps nobody else waiting. At most 200 pages.
 */
final class LiveState implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int BEATS = 5;
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
        Optional<StateFeed.Told> told = Optional.empty();
        // At once and without waiting for the first reading: the page learns that it is connected, and our time.
        say(out, "beat", beat());
        for (int beat = 1; session.expires().isAfter(clock.instant()); beat++) {
            Optional<StateFeed.Told> now = state.now(session.role());
            if (now.isEmpty()) {
                say(out, "away", "{\"title\":\"the database does not answer\"}");
            } else if (!now.equals(told)) {
                say(out, "state", now.get().json());
            } else if (beat % BEATS == 0) {
                say(out, "beat", beat());
            }
            told = now;
            Thread.sleep(PACE);
        }
        say(out, "over", "{}");
    }

    private String beat() {
        return Json.object().put("at", clock.instant().toString()).toString();
    }

    private static void say(OutputStream out, String event, String data) throws IOException {
        out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        pages.forEach(Thread::interrupt);
    }
}
