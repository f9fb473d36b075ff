package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.syncbridge.bridge.zapier.Api.FIRST;
import static io.syncbridge.bridge.zapier.Api.SECOND;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.cells;
import static io.syncbridge.bridge.zapier.Api.change;
import static io.syncbridge.bridge.zapier.Api.data;
import static io.syncbridge.bridge.zapier.Api.json;
import static io.syncbridge.bridge.zapier.Api.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.syncbridge.codec.ZapierField;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer that came means: which of the four cases, and that nothing is assumed about a strange one. */
final class AnswersTest {
    private static final String HTML = "<html><body>Bad gateway</body></html>";
    private static final ZapierField KEY = new ZapierField("f1", "string");

    private final ZapierTablesClient client = Api.client();

    @BeforeEach
    void forget() {
        Api.reset();
    }

    @ParameterizedTest
    @EnumSource
    void tooManyRequestsMeansLaterAndIsNeverRepeatedByTheClient(Api.Write write) {
        always(aResponse().withStatus(429).withHeader("Retry-After", "7").withBody(HTML));

        assertThat(write.through(client))
                .isEqualTo(new Answer.Later<>(Duration.ofSeconds(7), "Zapier answered 429", Answer.Cause.THROTTLED));
        assertThat(Api.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aServerErrorLeavesAWriteUnknownAndIsNotRepeated(Api.Write write) {
        for (int status : List.of(500, 502, 503, 504)) {
            Api.reset();
            always(aResponse().withStatus(status).withBody(HTML));

            assertThat(write.through(client)).as("%s", status).isInstanceOf(Answer.Unknown.class);
            assertThat(Api.requests()).as("%s", status).hasSize(1);
        }
    }

    /** The HTTP library repeats such a call by itself unless told otherwise: a POST would create twice. */
    @ParameterizedTest
    @EnumSource
    void aServerErrorThatInvitesToRepeatAtOnceIsNotRepeated(Api.Write write) {
        always(aResponse().withStatus(503).withHeader("Retry-After", "0"));

        assertThat(write.through(client)).isInstanceOf(Answer.Unknown.class);
        assertThat(Api.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 421})
    void otherStatusesThatLibrariesRepeatAreNotRepeatedEither(int status) {
        always(aResponse().withStatus(status));

        assertThat(Api.Write.CREATE.through(client)).isNotInstanceOf(Answer.Given.class);
        assertThat(Api.requests()).hasSize(1);
    }

    @Test
    void aServerErrorOnAReadMeansLaterAfterTheTimeTheServerAsksFor() {
        always(aResponse().withStatus(503).withHeader("Retry-After", "30").withBody(HTML));

        assertThat(client.page(TABLE, Optional.empty()))
                .isEqualTo(new Answer.Later<>(Duration.ofSeconds(30), "Zapier answered 503"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void aServerErrorOnAReadMeansLater(int status) {
        always(aResponse().withStatus(status).withBody(HTML));

        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Later.class);
        assertThat(client.record(TABLE, FIRST)).isInstanceOf(Answer.Later.class);
        assertThat(client.tables("x")).isInstanceOf(Answer.Later.class);
    }

    @Test
    void forbiddenPausesTheTableAndIsNotRepeated() {
        always(aResponse()
                .withStatus(403)
                .withHeader("x-zapier-error-type", "approval_required")
                .withBody("{\"errors\":[{\"code\":\"denied\",\"detail\":\"ask a human\"}]}"));

        assertThat(client.fields(TABLE))
                .isEqualTo(new Answer.Later<>(
                        Duration.ofMinutes(5),
                        "Zapier answered 403 denied: ask a human (approval_required)",
                        Answer.Cause.DENIED));
        assertThat(Api.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"errors\":[{\"code\":\"invalid\",\"detail\":\"no\"}]} | Zapier answered 400 invalid: no",
                "{\"errors\":[{\"code\":\"invalid\"}]}                   | Zapier answered 400 invalid",
                "{\"errors\":[{\"title\":\"no\"}]}                       | Zapier answered 400 no",
                "{\"errors\":[\"plain words\"]}                          | Zapier answered 400 plain words",
                "{\"message\":\"no\"}                                    | Zapier answered 400 no",
                "{\"error\":\"no\"}                                      | Zapier answered 400 no",
                "{\"error\":{\"message\":\"no\"}}                        | Zapier answered 400 no",
                "{\"errors\":{}}                                         | Zapier answered 400",
                "[]                                                      | Zapier answered 400",
                "Labeled string must have a value key                    | Zapier answered 400",
                "``                                                      | Zapier answered 400",
            })
    void aRefusalTellsWhatTheServerSaidInAnyOfItsForms(String body, String reason) {
        always(aResponse().withStatus(400).withBody(body));

        assertThat(Api.Write.UPDATE.through(client)).isEqualTo(new Answer.Refused<>(400, reason));
    }

    @Test
    void aVeryLongRefusalIsCut() {
        always(aResponse().withStatus(400).withBody("{\"message\":\"" + "x".repeat(100_000) + "\"}"));

        assertThat(Api.Write.UPDATE.through(client))
                .asInstanceOf(InstanceOfAssertFactories.type(Answer.Refused.class))
                .satisfies(refused -> assertThat(refused.reason()).hasSizeLessThan(600));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\":[],\"meta\":{\"errors\":[{\"human_title\":\"Too big\",\"title\":\"t\"}]}} | Too big",
                "{\"meta\":{\"errors\":[{\"title\":\"too_big\",\"meta\":{\"value\":\"\"}}]}}         | too_big",
                "{\"meta\":{\"errors\":[{\"human_title\":null,\"title\":null}]}}                     | unnamed error",
                "{\"meta\":{\"errors\":[\"in words\"]}}                                              | in words",
                "{\"meta\":{\"errors\":{\"f1\":{\"title\":\"by field\"}}}}                           | by field",
            })
    void errorsOfAWholeAnswerWithStatus200AreARefusal(String body, String reason) {
        always(json(body));

        assertThat(Api.Write.CREATE.through(client))
                .isEqualTo(new Answer.Refused<>(200, "Zapier refused the call: " + reason));
        assertThat(client.page(TABLE, Optional.empty())).isInstanceOf(Answer.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "\"ok\"", "<html/>", "{\"data\":", "{\"data\":null}", "{\"data\":{}}"})
    void a200ThatIsNotTheContractsShapeProvesNothingAboutAWrite(String body) {
        always(aResponse().withStatus(200).withBody(body));

        assertThat(Api.Write.CREATE.through(client)).isInstanceOf(Answer.Unknown.class);
        assertThat(Api.Write.UPDATE.through(client)).isInstanceOf(Answer.Unknown.class);
    }

    /** Taken for "no such record", it would make the bridge create what is there already. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "\"ok\"", "<html/>", "{\"data\":", "{\"data\":null}", "{\"data\":{}}"})
    void a200ThatIsNotTheContractsShapeIsNotTakenForAnAbsentRecord(String body) {
        always(aResponse().withStatus(200).withBody(body));

        assertThat(client.record(TABLE, FIRST)).isInstanceOf(Answer.Later.class);
        assertThat(client.page(TABLE, Optional.empty())).isInstanceOf(Answer.Later.class);
        assertThat(client.recordsWith(TABLE, Map.of(KEY, List.of("a")))).isInstanceOf(Answer.Later.class);
        assertThat(client.fields(TABLE)).isInstanceOf(Answer.Later.class);
        assertThat(client.tables("x")).isInstanceOf(Answer.Later.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{},\"edited_at\":\"2026-07-31T08:00:00Z\"}",
                "{\"id\":\"01HRECORD00000000000000001\",\"edited_at\":\"2026-07-31T08:00:00Z\"}",
                "{\"id\":\"01HRECORD00000000000000001\",\"data\":{}}",
                "{\"id\":\"01HRECORD00000000000000001\",\"data\":{},\"edited_at\":\"yesterday\"}",
                "{\"id\":\"01HRECORD00000000000000001\",\"data\":[],\"edited_at\":\"2026-07-31T08:00:00Z\"}",
                "null",
            })
    void aRecordWithoutARequiredKeyIsCountedInsteadOfBeingTakenForAbsentAndTheOthersAreRead(String damaged) {
        always(json(data(record(SECOND, "{}"), damaged)));
        ZapierTablesClient.Page page = given(client.page(TABLE, Optional.empty()));
        assertThat(page.records()).extracting(ZapierRecord::id).containsExactly(SECOND);
        assertThat(page.unreadable()).isOne();
        ZapierTablesClient.Records found = given(client.recordsWith(TABLE, Map.of(KEY, List.of("a"))));
        assertThat(found.readable()).extracting(ZapierRecord::id).containsExactly(SECOND);
        assertThat(found.unreadable()).isOne();

        always(json("{\"data\":" + damaged + "}"));
        assertThat(client.record(TABLE, FIRST)).isInstanceOf(Answer.Later.class);
    }

    @Test
    void anEmptyAnswerToADeleteIsGood() {
        always(aResponse().withStatus(204));

        assertThat(Api.Write.DELETE.through(client)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void unknownKeysAndFieldTypesAreNoProblem() {
        always(json(data("{\"id\":7,\"type\":\"hologram\",\"name\":\"New\",\"config\":{\"x\":[1]}}")));

        assertThat(client.fields(TABLE))
                .isEqualTo(new Answer.Given<>(
                        List.of(new ZapierTablesClient.Field("New", new ZapierField("f7", "hologram")))));
    }

    @Test
    void deletedFieldsAreNotListed() {
        always(json(data(
                "{\"id\":1,\"type\":\"string\",\"name\":\"a\",\"deleted_at\":null}",
                "{\"id\":2,\"type\":\"string\",\"name\":\"a\",\"deleted_at\":\"2026-07-01T00:00:00Z\"}")));

        assertThat(given(client.fields(TABLE)))
                .containsExactly(new ZapierTablesClient.Field("a", new ZapierField("f1", "string")));
    }

    @Test
    void aRecordThatIsNotThereOrInTheTrashIsAbsent() {
        always(aResponse().withStatus(404).withBody("{\"errors\":[{\"code\":\"not_found\"}]}"));
        Api.on(get(urlPathEqualTo(Api.TABLES + "/" + TABLE)), json("{\"data\":{}}"));
        assertThat(given(client.record(TABLE, FIRST))).isEmpty();

        always(json("{\"data\":" + trashed(FIRST) + "}"));
        assertThat(given(client.record(TABLE, FIRST))).isEmpty();
    }

    @Test
    void recordsInTheTrashAreLeftOutOfAPage() {
        always(json(data(trashed(FIRST), record(SECOND, "{\"f1\":\"b\"}"))));

        assertThat(given(client.page(TABLE, Optional.empty())).records())
                .extracting(ZapierRecord::id)
                .containsExactly(SECOND);
    }

    @Test
    void aWritesAnswerCarriesTheRecordBeforeAndAfter() {
        always(json(data(change(FIRST, "{\"f1\":\"new\"}", record(FIRST, "{\"f1\":\"old\"}")))));

        ZapierChange change = updated().getFirst();

        assertThat(change.now().data().path("f1").asText()).isEqualTo("new");
        assertThat(change.now().editedAt()).isEqualTo("2026-07-31T08:00:00.500Z");
        assertThat(change.old().orElseThrow().data().path("f1").asText()).isEqualTo("old");
        assertThat(change.problem()).isEmpty();
    }

    @Test
    void itemsMayBeMissingExtraReorderedOrDoubled() {
        String third = "01HRECORD00000000000000003";
        always(json(data(
                change(third, "{\"f1\":\"c\"}", "null"),
                change(FIRST, "{\"f1\":\"a\"}", "null"),
                change(FIRST, "{\"f1\":\"a\"}", "null"))));

        assertThat(given(client.create(TABLE, List.of(cells("{\"f1\":\"a\"}"), cells("{\"f1\":\"b\"}")))))
                .extracting(change -> change.now().id())
                .containsExactly(third, FIRST, FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"record_id\":\"01HRECORD00000000000000001\",\"old\":null}",
                "{\"record_id\":\"01HRECORD00000000000000001\",\"old\":null,\"new\":{}}",
                "null",
                "7",
            })
    void anItemWithoutItsRecordCountsAsMissing(String damaged) {
        always(json(data(damaged, change(SECOND, "{}", "null"))));

        assertThat(updated()).extracting(change -> change.now().id()).containsExactly(SECOND);
    }

    /** Otherwise an edit that our write replaced would be taken for none. */
    @Test
    void anItemThatHidesWhatItReplacedCountsAsMissing() {
        String now = record(FIRST, "{}");
        always(json(data("{\"new\":" + now + "}", "{\"new\":" + now + ",\"old\":{\"id\":\"x\"}}")));

        assertThat(updated()).isEmpty();
    }

    @Test
    void aValueThatWasNotStoredIsAProblemAndAWarningIsNone() {
        always(json(data(
                withErrors("{\"f2\":{\"s\":\"error\",\"v\":\"x\",\"e\":\"tech\",\"h\":\"Not a number\"}}"),
                withErrors("{\"f2\":{\"s\":\"error\",\"v\":\"x\",\"e\":\"tech\"},\"f3\":{\"s\":\"error\"}}"),
                withErrors("{\"f2\":{\"s\":\"warning\",\"h\":\"Looks odd\"}}"),
                withErrors("{}"),
                withErrors("null"))));

        assertThat(updated())
                .extracting(ZapierChange::problem)
                .containsExactly(
                        Optional.of("f2: Not a number"),
                        Optional.of("f2: tech; f3: refused"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }

    @Test
    void whatStandsInACellThatWasNotWrittenIsNoProblemOfThisWrite() {
        always(json(data(withErrors("{\"f9\":{\"s\":\"error\",\"h\":\"Not a date\"}}"))));

        assertThat(updated()).extracting(ZapierChange::problem).containsExactly(Optional.empty());
    }

    private List<ZapierChange> updated() {
        return given(client.update(TABLE, Map.of(FIRST, cells("{\"f1\":\"a\",\"f2\":\"b\",\"f3\":\"c\"}"))));
    }

    private static String withErrors(String errors) {
        String now = record(FIRST, "{}");
        return "{\"old\":null,\"new\":" + now.substring(0, now.length() - 1) + ",\"errors\":" + errors + "}}";
    }

    private static String trashed(String id) {
        String live = record(id, "{}");
        return live.substring(0, live.length() - 1) + ",\"deleted_at\":\"2026-07-31T08:00:00Z\"}";
    }

    private static void always(ResponseDefinitionBuilder answer) {
        Api.on(any(anyUrl()), answer);
    }

    private static <T> T given(Answer<T> answer) {
        if (answer instanceof Answer.Given<T> given) {
            return given.value();
        }
        throw new AssertionError("no result: " + answer);
    }
}
