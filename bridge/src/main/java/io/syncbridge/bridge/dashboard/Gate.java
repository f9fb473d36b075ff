package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.Handler;
import io.javalin.http.SameSite;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.webhooks.CallerAddress;
import java.time.Duration;
import java.util.Optional;

/** Lets in who may, by cookie; an action needs the session's CSRF text besides. Without an admin token nobody may. */
final class Gate {
    private static final String COOKIE = "bridge_session";
    private static final String UNANSWERED = "the database does not answer, or not in time; try again in a moment";
    private static final int USUAL_DAYS = 7;
    private static final int MOST_DAYS = 30;

    private final Optional<Sessions> sessions;
    private final CallerAddress callers;
    private final LoginBrake brake = new LoginBrake(Ticker.systemTicker());

    Gate(Optional<Sessions> sessions, CallerAddress callers) {
        this.sessions = sessions;
        this.callers = callers;
    }

    /** What somebody who is known may look at. */
    @FunctionalInterface
    interface Look {
        void at(Context context, Sessions.Session session);
    }

    Optional<Sessions.Session> session(Context context) {
        return sessions.flatMap(
                known -> Optional.ofNullable(context.cookie(COOKIE)).flatMap(known::of));
    }

    Handler looking(Look look) {
        return context -> {
            Optional<Sessions.Session> session = session(context);
            if (session.isEmpty()) {
                Json.problem(context, 401, "log in first");
            } else {
                guarded(context, () -> look.at(context, session.get()));
            }
        };
    }

    private static void guarded(Context context, Runnable work) {
        try {
            work.run();
        } catch (DatabaseException down) {
            Json.problem(context, 503, UNANSWERED);
        }
    }

    Handler acting(Sessions.Role least, Handler action) {
        return context -> {
            Optional<Sessions.Session> session = session(context);
            if (!Json.isTaken(context)) {
                return;
            }
            String csrf = Optional.ofNullable(context.header("X-CSRF-Token")).orElse("");
            if (session.isEmpty()) {
                Json.problem(context, 401, "log in first");
            } else if (!Signer.same(session.get().csrf(), csrf)) {
                Json.problem(context, 403, "the page is out of date; load it again");
            } else if (least == Sessions.Role.ADMIN && session.get().role() != Sessions.Role.ADMIN) {
                Json.problem(context, 403, "a share link lets you look, not act");
            } else {
                try {
                    action.handle(context);
                } catch (DatabaseException down) {
                    Json.problem(context, 503, UNANSWERED);
                }
            }
        };
    }

    /** Whether a token is set, and who is looking. */
    void tell(Context context) {
        ObjectNode answer = Json.object().put("configured", sessions.isPresent());
        session(context).ifPresent(session -> told(answer, session));
        Json.answer(context, 200, answer);
    }

    private static ObjectNode told(ObjectNode answer, Sessions.Session session) {
        return answer.put("role", session.role().name().toLowerCase(java.util.Locale.ROOT))
                .put("csrf", session.csrf())
                .put("expires", session.expires().toString());
    }

    void login(Context context) {
        if (sessions.isEmpty()) {
            Json.problem(context, 403, "set BRIDGE_ADMIN_TOKEN and start the bridge again");
            return;
        }
        if (!Json.isTaken(context)) {
            return;
        }
        String address = callers.of(context.req());
        if (!brake.permits(address)) {
            context.header("Retry-After", String.valueOf(brake.pause().toSeconds()));
            Json.problem(context, 429, "too many wrong tokens; wait five minutes");
            return;
        }
        Optional<Sessions.Session> session = asked(context, sessions.get());
        if (session.isEmpty()) {
            brake.wrong(address);
            Json.problem(context, 401, "this token or link is wrong, or no longer good");
            return;
        }
        setCookie(context, session.get().text(), -1);
        Json.answer(context, 200, told(Json.object().put("configured", true), session.get()));
    }

    private static Optional<Sessions.Session> asked(Context context, Sessions sessions) {
        return Json.body(context)
                .flatMap(body -> body.path("token").isTextual()
                        ? sessions.login(body.path("token").asText())
                        : sessions.visit(body.path("share").asText("")));
    }

    void logout(Context context) {
        setCookie(context, "", 0);
        context.status(204);
    }

    /** A link for somebody who may look; the body may say for how many days. */
    void share(Context context) {
        int days = Json.body(context)
                .map(body -> body.path("days").asInt(USUAL_DAYS))
                .orElse(USUAL_DAYS);
        if (days < 1 || days > MOST_DAYS) {
            Json.problem(context, 400, "a link lasts 1 to " + MOST_DAYS + " days");
            return;
        }
        ObjectNode answer = Json.object().put("share", sessions.orElseThrow().share(Duration.ofDays(days)));
        Json.answer(context, 200, answer.put("days", days));
    }

    private static void setCookie(Context context, String text, int maxAge) {
        Cookie cookie = new Cookie(COOKIE, text);
        cookie.setPath("/");
        cookie.setMaxAge(maxAge);
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        // Behind a proxy that ends TLS; plain loopback could not send a secure cookie back.
        cookie.setSecure("https".equals(context.header("X-Forwarded-Proto")));
        context.cookie(cookie);
    }
}
