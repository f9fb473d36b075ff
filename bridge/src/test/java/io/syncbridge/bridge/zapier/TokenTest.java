package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.TOKEN_PATH;
import static io.syncbridge.bridge.zapier.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.syncbridge.fixtures.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens: when they are fetched, renewed and dropped, and that a call is repeated only when it was turned away. */
final class TokenTest {
    private static final String SECRET = "very-secret-text";

    private final SettableTime clock = SettableTime.at("2026-07-31T08:00:00Z");
    private final ZapierTablesClient client = new ZapierTablesClient(new ZapierHttp(
            Api.address("/"), new ZapierCredentials.Client("cid", new Secret(SECRET)), Api.PATIENT, clock));

    @BeforeEach
    void answerEverythingWithNothing() {
        Api.reset();
        Api.on(any(anyUrl()), json("{\"data\":[]}"));
        token("tok-1", "3600");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theExchangeSendsTheClientsCredentialsAsAForm() {
        client.fields(TABLE);

        LoggedRequest exchange = exchanges().getFirst();
        assertThat(exchange.getHeader("Content-Type")).startsWith("application/x-www-form-urlencoded");
        assertThat(exchange.getHeader("Authorization")).isNull();
        assertThat(exchange.getBodyAsString())
                .isEqualTo("grant_type=client_credentials&client_id=cid&client_secret=" + SECRET
                        + "&scope=external&audience=zapier.com");
        assertThat(schemes()).containsExactly("Bearer tok-1");
    }

    @Test
    void aFetchedTokenOfThreePartsGoesAsJwt() {
        token("a.b.c", "3600");

        client.fields(TABLE);

        assertThat(schemes()).containsExactly("JWT a.b.c");
    }

    @Test
    void aTokenIsKeptUntilFiveMinutesBeforeItExpires() {
        client.fields(TABLE);
        clock.advance(Duration.ofMinutes(55).minusSeconds(1));
        client.fields(TABLE);
        assertThat(exchanges()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        token("tok-2", "3600");
        client.fields(TABLE);

        assertThat(exchanges()).hasSize(2);
        assertThat(schemes()).containsExactly("Bearer tok-1", "Bearer tok-1", "Bearer tok-2");
    }

    @Test
    void aShortLivedTokenIsKeptForHalfItsLife() {
        token("tok-1", "60");
        client.fields(TABLE);
        clock.advance(Duration.ofSeconds(29));
        client.fields(TABLE);
        assertThat(exchanges()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        client.fields(TABLE);
        assertThat(exchanges()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "null", "\"3600\"", "9223372036854775807", "1e30"})
    void anOddLifetimeIsNoFault(String expiresIn) {
        token("tok-1", expiresIn);

        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void parallelCallersExchangeOnce() throws Exception {
        Api.on(
                post(urlEqualTo(TOKEN_PATH)),
                json("{\"access_token\":\"tok-1\",\"expires_in\":3600}").withFixedDelay(100));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer<?>>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(() -> client.fields(TABLE));
            }
            for (Future<Answer<?>> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isInstanceOf(Answer.Given.class);
            }
        }

        assertThat(exchanges()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aCallTurnedAwayWithAnOldTokenIsRepeatedOnceWithAFreshOne(Api.Write write) {
        token("tok-2", "3600");
        tokenFirst("tok-1");
        turnAway("tok-1", aResponse().withStatus(401));

        assertThat(write.through(client)).isInstanceOf(Answer.Given.class);
        assertThat(schemes()).containsExactly("Bearer tok-1", "Bearer tok-2");
        assertThat(calls()).extracting(LoggedRequest::getBodyAsString).doesNotContain("");
    }

    @Test
    void anExpiredTokenReportedAsABadRequestIsRenewedToo() {
        token("tok-2", "3600");
        tokenFirst("tok-1");
        turnAway("tok-1", unauthenticated());

        assertThat(Api.Write.CREATE.through(client)).isInstanceOf(Answer.Given.class);
        assertThat(schemes()).containsExactly("Bearer tok-1", "Bearer tok-2");
    }

    @Test
    void turnedAwayTwiceMeansLaterAndThatNothingHappened() {
        for (ResponseDefinitionBuilder answer : List.of(aResponse().withStatus(401), unauthenticated())) {
            Api.reset();
            token("tok-9", "3600");
            Api.on(any(anyUrl()).atPriority(10), answer);

            assertThat(Api.Write.CREATE.through(fresh()))
                    .isInstanceOfSatisfying(
                            Answer.Later.class,
                            later -> assertThat(later.delay()).isEqualTo(Duration.ofSeconds(30)));
            assertThat(calls()).hasSize(2);
        }
    }

    @Test
    void aReadyTokenThatIsRefusedIsNotTriedAgain() {
        Api.on(any(anyUrl()), aResponse().withStatus(401));
        try (ZapierTablesClient ready = Api.client()) {
            assertThat(Api.Write.CREATE.through(ready)).isInstanceOf(Answer.Later.class);
        }

        assertThat(Api.requests()).hasSize(1);
    }

    @Test
    void otherBadRequestsAreNotRepeated() {
        client.fields(TABLE);
        Api.on(
                any(anyUrl()).atPriority(1),
                aResponse().withStatus(400).withBody("{\"errors\":[{\"code\":\"invalid\"}]}"));

        assertThat(Api.Write.CREATE.through(client)).isInstanceOf(Answer.Refused.class);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void whenNoTokenIsGivenTheCallCertainlyDidNotHappen() {
        for (ResponseDefinitionBuilder answer : List.of(
                aResponse().withStatus(401).withBody("{\"error\":\"invalid_client\"}"),
                aResponse().withStatus(400),
                aResponse().withStatus(200).withBody("<html/>"),
                json("{}"),
                json("{\"access_token\":\"\"}"),
                json("{\"access_token\":\"line\\nbreak\"}"),
                json("{\"access_token\":7.5e3,\"x\":1}").withStatus(302),
                aResponse().withStatus(500),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                aResponse().withFault(Fault.EMPTY_RESPONSE))) {
            Api.on(post(urlEqualTo(TOKEN_PATH)), answer);

            assertThat(Api.Write.CREATE.through(fresh())).isInstanceOf(Answer.Later.class);
        }
        assertThat(calls()).isEmpty();
    }

    @Test
    void aTokenEndpointThatIsSilentLeavesNothingUnknown() {
        Api.on(post(urlEqualTo(TOKEN_PATH)), json("{}").withFixedDelay(10_000));
        try (ZapierTablesClient hasty = new ZapierTablesClient(new ZapierHttp(
                Api.address("/"),
                new ZapierCredentials.Client("cid", new Secret(SECRET)),
                Duration.ofMillis(200),
                clock))) {
            assertThat(Api.Write.CREATE.through(hasty)).isInstanceOf(Answer.Later.class);
        }
    }

    @Test
    void aTokenEndpointThatIsBusyIsLeftAloneAsLongAsItAsks() {
        Api.on(post(urlEqualTo(TOKEN_PATH)), aResponse().withStatus(429).withHeader("Retry-After", "45"));

        assertThat(client.fields(TABLE))
                .isEqualTo(new Answer.Later<>(
                        Duration.ofSeconds(45),
                        "Zapier's token endpoint answered 429 instead of a token",
                        Answer.Cause.THROTTLED));
    }

    @Test
    void secretsAppearInNoTextThatAnybodySees() {
        ZapierCredentials credentials = new ZapierCredentials.Client("cid", new Secret(SECRET));
        Api.on(post(urlEqualTo(TOKEN_PATH)), aResponse().withStatus(401).withBody("{\"got\":\"" + SECRET + "\"}"));
        Answer<?> refused = client.fields(TABLE);
        Api.on(post(urlEqualTo(TOKEN_PATH)), json("{\"access_token\":\"" + SECRET + "\\n\"}"));
        Answer<?> unusable = client.fields(TABLE);

        assertThat(List.of(credentials, new ZapierCredentials.Token(new Secret(SECRET)), refused, unusable))
                .allSatisfy(text -> assertThat(text.toString()).doesNotContain(SECRET));
    }

    /** A client that has learnt nothing yet. */
    private ZapierTablesClient fresh() {
        return new ZapierTablesClient(new ZapierHttp(
                Api.address("/"), new ZapierCredentials.Client("cid", new Secret(SECRET)), Api.PATIENT, clock));
    }

    private static ResponseDefinitionBuilder unauthenticated() {
        return aResponse().withStatus(400).withBody("{\"errors\":[{\"code\":\"unauthenticated\",\"detail\":\"x\"}]}");
    }

    private static void token(String text, String expiresIn) {
        Api.on(
                post(urlEqualTo(TOKEN_PATH)),
                json("{\"access_token\":\"" + text + "\",\"expires_in\":" + expiresIn + "}"));
    }

    private static void tokenFirst(String text) {
        Api.on(
                post(urlEqualTo(TOKEN_PATH))
                        .inScenario("first token")
                        .whenScenarioStateIs(Scenario.STARTED)
                        .willSetStateTo("given"),
                json("{\"access_token\":\"" + text + "\",\"expires_in\":3600}"));
    }

    private static void turnAway(String token, ResponseDefinitionBuilder answer) {
        Api.on(any(anyUrl()).atPriority(1).withHeader("Authorization", equalTo("Bearer " + token)), answer);
    }

    private static List<LoggedRequest> exchanges() {
        return Api.requests().stream()
                .filter(request -> request.getUrl().equals(TOKEN_PATH))
                .toList();
    }

    private static List<LoggedRequest> calls() {
        return Api.requests().stream()
                .filter(request -> !request.getUrl().equals(TOKEN_PATH))
                .sorted(java.util.Comparator.comparing(LoggedRequest::getLoggedDate))
                .toList();
    }

    private static List<String> schemes() {
        return calls().stream()
                .map(request -> request.getHeader("Authorization"))
                .toList();
    }
}
