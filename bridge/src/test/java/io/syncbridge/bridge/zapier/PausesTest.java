package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.syncbridge.bridge.zapier.Api.FIRST;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.cells;
import static io.syncbridge.bridge.zapier.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.syncbridge.fixtures.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Zapier does not allow is not asked again and again: everybody waits, one goes to see, and then all go on. */
final class PausesTest {
    private static final String OTHER = "01HTABLE000000000000000009";
    private static final Instant START = Instant.parse("2026-07-31T08:00:00Z");

    private final SettableTime clock = SettableTime.at(START);
    private final ZapierTablesClient client =
            new ZapierTablesClient(new ZapierHttp(Api.address("/"), Api.token("tok"), Api.PATIENT, clock));

    @BeforeEach
    void allIsWell() {
        Api.reset();
        Api.on(any(anyUrl()), json("{\"data\":[]}"));
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aRefusedLoginStopsTheAccountAndOneCallAtATimeTriesAfter30To300Seconds() {
        Api.on(any(anyUrl()), aResponse().withStatus(401));
        assertPutOff(client.fields(TABLE), Answer.Cause.CREDENTIALS, 30);
        assertPutOff(client.fields(TABLE), Answer.Cause.CREDENTIALS, 30);
        assertPutOff(client.tables("x"), Answer.Cause.CREDENTIALS, 30);
        assertThat(Api.requests()).hasSize(1);

        for (int wait : List.of(60, 120, 240, 300, 300)) {
            clock.advance(Duration.ofMinutes(5));
            assertPutOff(client.fields(OTHER), Answer.Cause.CREDENTIALS, wait);
            assertPutOff(client.fields(TABLE), Answer.Cause.CREDENTIALS, wait);
        }
        assertThat(Api.requests()).hasSize(6);
        assertThat(client.pauses())
                .singleElement()
                .satisfies(pause -> assertThat(pause.reason()).contains("ZAPIER_CREDENTIALS"));

        allIsWell();
        clock.advance(Duration.ofMinutes(5));
        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
        assertThat(client.fields(OTHER)).isInstanceOf(Answer.Given.class);
        assertThat(client.pauses()).isEmpty();
    }

    @Test
    void writesThatAreForbiddenStopThatTablesWritesOnly() {
        Api.on(
                any(urlMatching(".*" + TABLE + "/records")),
                aResponse().withStatus(403).withHeader("x-zapier-error-type", "request_denied_by_policy"));

        assertPutOff(create(TABLE), Answer.Cause.DENIED, 300);
        assertPutOff(create(TABLE), Answer.Cause.DENIED, 300);
        assertThat(Api.requests()).hasSize(1);
        assertThat(client.page(TABLE, Optional.empty())).isInstanceOf(Answer.Given.class);
        assertThat(create(OTHER)).isInstanceOf(Answer.Given.class);
        assertThat(client.pauses()).singleElement().satisfies(pause -> {
            assertThat(pause.table()).contains(TABLE);
            assertThat(pause.writesOnly()).isTrue();
            assertThat(pause.reason()).contains("request_denied_by_policy");
            assertThat(pause.until()).isEqualTo(START.plusSeconds(300));
        });

        allIsWell();
        assertPutOff(create(TABLE), Answer.Cause.DENIED, 300);
        clock.advance(Duration.ofMinutes(5));
        assertThat(create(TABLE)).isInstanceOf(Answer.Given.class);
        assertThat(client.pauses()).isEmpty();
    }

    @Test
    void readsThatAreForbiddenStopTheTable() {
        Api.on(any(urlMatching(".*" + TABLE + "/.*")), aResponse().withStatus(403));

        assertPutOff(client.fields(TABLE), Answer.Cause.DENIED, 300);
        assertPutOff(create(TABLE), Answer.Cause.DENIED, 300);
        assertThat(client.fields(OTHER)).isInstanceOf(Answer.Given.class);
        assertThat(Api.requests()).hasSize(2);
    }

    @Test
    void aTableThatIsGoneIsNotATableWhoseRecordsAreGone() {
        Api.on(any(urlMatching(".*" + TABLE + ".*")), aResponse().withStatus(404));

        assertPutOff(client.record(TABLE, FIRST), Answer.Cause.TABLE_GONE, 300);
        assertPutOff(client.record(TABLE, FIRST), Answer.Cause.TABLE_GONE, 300);
        assertThat(Api.requests()).as("the record and its table").hasSize(2);
        assertThat(client.pauses())
                .singleElement()
                .satisfies(pause -> assertThat(pause.reason()).contains(TABLE, "ZAPIER_TABLE_"));

        clock.advance(Duration.ofMinutes(5));
        assertPutOff(client.record(TABLE, FIRST), Answer.Cause.TABLE_GONE, 300);

        // The table is back; the record really is not.
        Api.on(get(urlPathEqualTo(Api.TABLES + "/" + TABLE)), json("{\"data\":{}}"));
        clock.advance(Duration.ofMinutes(5));
        assertThat(client.record(TABLE, FIRST)).isEqualTo(new Answer.Given<>(Optional.empty()));
        assertThat(client.pauses()).isEmpty();
    }

    @Test
    void whileNobodyKnowsWhetherTheTableStandsNothingIsAbsent() {
        for (ResponseDefinitionBuilder answer :
                List.of(aResponse().withStatus(500), aResponse().withStatus(429), json("<html/>"))) {
            Api.on(any(anyUrl()), aResponse().withStatus(404));
            Api.on(get(urlPathEqualTo(Api.TABLES + "/" + TABLE)), answer);
            try (ZapierTablesClient fresh = Api.client()) {
                assertThat(fresh.record(TABLE, FIRST)).isInstanceOf(Answer.Later.class);
            }
        }
    }

    @Test
    void throttlingThatNamesTheTableSlowsOnlyThatTable() {
        Api.on(
                any(urlMatching(".*" + TABLE + "/.*")),
                aResponse()
                        .withStatus(429)
                        .withHeader("Retry-After", "20")
                        .withBody("{\"message\":\"table " + TABLE + " is busy\"}"));

        assertPutOff(client.fields(TABLE), Answer.Cause.THROTTLED, 20);
        assertPutOff(create(TABLE), Answer.Cause.THROTTLED, 20);
        assertThat(Api.requests()).hasSize(1);
        assertThat(client.fields(OTHER)).isInstanceOf(Answer.Given.class);
        allIsWell();
        clock.advance(Duration.ofSeconds(20));
        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void throttlingThatNamesNoTableSlowsTheAccountAndTheLongerOfTwoPausesStays() {
        Api.on(
                any(urlMatching(".*" + TABLE + "/.*")),
                aResponse().withStatus(429).withHeader("Retry-After", "20"));

        assertPutOff(client.fields(TABLE), Answer.Cause.THROTTLED, 20);

        assertPutOff(client.fields(OTHER), Answer.Cause.THROTTLED, 20);
        assertPutOff(client.tables("x"), Answer.Cause.THROTTLED, 20);
        assertThat(client.pauses()).hasSize(1);
    }

    @Test
    void anAnswerThatSaysThatNoCallsAreLeftIsHeededBeforeTheNext429() {
        Api.on(
                any(anyUrl()),
                json("{\"data\":[]}").withHeader("X-RateLimit-Remaining", "0").withHeader("X-RateLimit-Reset", "7"));

        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
        assertPutOff(client.fields(TABLE), Answer.Cause.THROTTLED, 7);

        clock.advance(Duration.ofSeconds(7));
        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeAPauseLast() {
        Api.on(any(anyUrl()), aResponse().withStatus(429).withHeader("Retry-After", "20"));
        assertPutOff(client.fields(TABLE), Answer.Cause.THROTTLED, 20);
        allIsWell();

        clock.advance(Duration.ofHours(-1));

        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
    }

    private Answer<?> create(String table) {
        return client.create(table, List.of(cells("{\"f1\":\"a\"}")));
    }

    private static void assertPutOff(Answer<?> answer, Answer.Cause cause, int seconds) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Later.class, later -> {
            assertThat(later.cause()).isEqualTo(cause);
            assertThat(later.delay()).isEqualTo(Duration.ofSeconds(seconds));
        });
    }
}
