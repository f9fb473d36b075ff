package io.syncbridge.bridge.dashboard;

import io.syncbridge.fixtures.SettableTime;
import io.syncbridge.fixtures.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cookies, links and tokens that somebody made up open nothing and break nothing. */
@Tag("fuzz")
final class VisitorFuzzTest {
    private final SettableTime time = SettableTime.at(Instant.parse("2026-11-21T12:00:00Z"));
    private final Sessions ours = new Sessions("a long random admin token", time);
    private final Sessions foreign = new Sessions("the admin token of another bridge", time);

    @Test
    void aCookie() {
        String session = ours.login("a long random admin token").orElseThrow().text();
        String link = ours.share(Duration.ofDays(1));
        String other =
                foreign.login("the admin token of another bridge").orElseThrow().text();
        Fuzz.ofTexts("a session's cookie or link", 2_000, session, link, other).feed(input -> {
            String text = new String(input, StandardCharsets.UTF_8);
            boolean known = ours.of(text).isPresent();
            boolean visit = ours.visit(text).isPresent();
            boolean login = ours.login(text).isPresent();
            if (login || (known && !text.equals(session)) || (visit && !text.equals(link))) {
                throw new IllegalStateException("let in");
            }
            return known || visit;
        });
    }
}
