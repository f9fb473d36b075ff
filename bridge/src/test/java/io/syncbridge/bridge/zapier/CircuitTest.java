package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.syncbridge.fixtures.Eventually;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After five failures in a row Zapier is left alone; one call at a time finds out when it is well again. */
final class CircuitTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(50);

    @BeforeEach
    void forget() {
        Api.reset();
    }

    static Stream<ResponseDefinitionBuilder> failures() {
        return Stream.of(
                aResponse().withStatus(500),
                aResponse().withStatus(503).withBody("<html/>"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withFault(Fault.EMPTY_RESPONSE),
                aResponse().withFixedDelay(5_000));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void fiveFailuresInARowOpenItAndNothingMoreIsSent(ResponseDefinitionBuilder failure) {
        Api.on(any(anyUrl()), failure);
        try (ZapierTablesClient client = client(NEVER)) {
            for (int i = 0; i < 5; i++) {
                assertThat(cause(client.fields(TABLE))).isEqualTo(Optional.of(Answer.Cause.FAILED));
            }
            for (Api.Write write : Api.Write.values()) {
                assertThat(cause(write.through(client))).isEqualTo(Optional.of(Answer.Cause.CIRCUIT_OPEN));
            }
            assertThat(cause(client.fields(TABLE))).isEqualTo(Optional.of(Answer.Cause.CIRCUIT_OPEN));
        }
        assertThat(Api.requests()).hasSize(5);
    }

    @Test
    void failuresThatAreNotInARowAndAnswersThatAreRefusalsLeaveItClosed() {
        try (ZapierTablesClient client = client(NEVER)) {
            for (int i = 0; i < 4; i++) {
                for (ResponseDefinitionBuilder answer : List.of(
                        aResponse().withStatus(500),
                        aResponse().withStatus(422),
                        aResponse().withStatus(500))) {
                    Api.on(any(anyUrl()), answer);
                    Answer<?> unused = client.fields(TABLE);
                }
                Api.on(any(anyUrl()), json("{\"data\":[]}"));
                assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
            }
        }
    }

    @Test
    void itClosesWithTheFirstSuccessAndOpensAgainWithTheFirstFailure() {
        Api.on(any(anyUrl()), aResponse().withStatus(500));
        try (ZapierTablesClient client = client(SOON)) {
            for (int i = 0; i < 5; i++) {
                Answer<?> unused = client.fields(TABLE);
            }
            Eventually.until(
                    "one call tries", () -> cause(client.fields(TABLE)).equals(Optional.of(Answer.Cause.FAILED)));
            assertThat(Api.requests()).hasSize(6);
            assertThat(cause(client.fields(TABLE))).isEqualTo(Optional.of(Answer.Cause.CIRCUIT_OPEN));

            Api.on(any(anyUrl()), json("{\"data\":[]}"));
            Eventually.until("it works again", () -> client.fields(TABLE) instanceof Answer.Given<?>);
            assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
        }
    }

    private static ZapierTablesClient client(Duration wait) {
        InstantSource clock = InstantSource.system();
        ZapierGate gate = new ZapierGate(clock, Optional.empty(), SharedLimits.none(), wait);
        return new ZapierTablesClient(
                new ZapierHttp(Api.address("/"), Api.token("tok"), Duration.ofMillis(300), clock, gate));
    }

    private static Optional<Answer.Cause> cause(Answer<?> answer) {
        return answer instanceof Answer.Later<?> later ? Optional.of(later.cause()) : Optional.empty();
    }
}
