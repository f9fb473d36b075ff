package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.Handler;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;

/** Lets in who may, by cookie; an action needs the session's CSRF text besides. Without an admin token nobody may. */
final class Gate {
    private static final String COOKIE = "bridge_session";
    private static final int MOST_BODY = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Sessions> sessions;
    private final LoginBrake brake = new LoginBrake(Ticker.systemTicker());

    Gate(Optional<Sessions> sessions) {
        this.sessions = sessions;
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
        return context -> session(context)
                .ifPresentOrElse(
                        session -> look.at(context, session), () -> Json.problem(context, 401, "log in first"));
    }

    Handler acting(Sessions.Role least, Handler action) {
        return context -> {
            Optional<Sessions.Session> session = session(context);
            String csrf = Optional.ofNullable(context.header("X-CSRF-Token")).orElse("");
            if (session.isEmpty()) {
                Json.problem(context, 401, "log in first");
            } else if (!Signer.same(session.get().csrf(), csrf)) {
                Json.problem(context, 403, "the page is out of date; load it again");
            } else if (least == Sessions.Role.ADMIN && session.get().role() != Sessions.Role.ADMIN) {
                Json.problem(context, 403, "a share link lets you look, not act");
            } else {
                action.handle(context);
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
        String address = context.ip();
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
        if (context.req().getContentLengthLong() > MOST_BODY || context.req().getContentLengthLong() < 0) {
            return Optional.empty();
        }
        try {
            JsonNode body = JSON.readTree(context.body());
            return body.path("token").isTextual()
                    ? sessions.login(body.path("token").asText())
                    : sessions.visit(body.path("share").asText(""));
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }

    void logout(Context context) {
        setCookie(context, "", 0);
        context.status(204);
    }

    String share(Duration lasts) {
        return sessions.orElseThrow().share(lasts);
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
