package io.syncbridge.bridge.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.SettableTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look and who may act; nothing of it is kept anywhere. */
final class SessionsTest {
    private static final String TOKEN = "a long random admin token";

    private final SettableTime time = SettableTime.at(Instant.parse("2026-11-21T12:00:00Z"));
    private final Sessions sessions = new Sessions(TOKEN, time);

    @Test
    void theAdminTokenOpensASessionThatAnyInstanceKnowsUntilItIsOver() {
        Sessions.Session session = sessions.login(TOKEN).orElseThrow();

        assertThat(new Sessions(TOKEN, time).of(session.text())).contains(session);
        Instant unused = time.advance(Duration.ofHours(12));
        assertThat(sessions.of(session.text())).isEmpty();
    }

    @Test
    void anotherAdminTokenEndsEverySession() {
        Sessions.Session session = sessions.login(TOKEN).orElseThrow();

        assertThat(new Sessions(TOKEN + "2", time).of(session.text())).isEmpty();
        assertThat(sessions.login(TOKEN + "2")).isEmpty();
    }

    @Test
    void aShareLinkLetsLookUntilItEndsAndIsNoSessionItself() {
        String share = sessions.share(Duration.ofDays(400));

        Sessions.Session session = sessions.visit(share).orElseThrow();

        assertThat(session.role()).isEqualTo(Sessions.Role.VIEWER);
        assertThat(session.expires()).isEqualTo(time.instant().plus(Duration.ofDays(30)));
        assertThat(sessions.of(share)).isEmpty();
        assertThat(sessions.visit(session.text())).isEmpty();
        Instant unused = time.advance(Duration.ofDays(30));
        assertThat(sessions.visit(share)).isEmpty();
    }

    @Test
    void whoeverMakesHimselfAnAdminIsNotKnown() {
        String viewer =
                sessions.visit(sessions.share(Duration.ofDays(1))).orElseThrow().text();

        assertThat(sessions.of(viewer.replace("VIEWER", "ADMIN"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "...", "ADMIN.99999999999.00.", "ADMIN.x.y.z", "ädmin.1.2.3"})
    void whatIsNoSessionIsRefused(String text) {
        assertThat(sessions.of(text)).isEmpty();
        assertThat(sessions.visit(text)).isEmpty();
    }
}
