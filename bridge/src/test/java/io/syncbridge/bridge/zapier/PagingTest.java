package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.syncbridge.bridge.zapier.Api.FIRST;
import static io.syncbridge.bridge.zapier.Api.QUERY;
import static io.syncbridge.bridge.zapier.Api.SECOND;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.TABLES;
import static io.syncbridge.bridge.zapier.Api.json;
import static io.syncbridge.bridge.zapier.Api.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.syncbridge.codec.JsonText;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.fixtures.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagingTest {
    private static final ZapierField KEY = new ZapierField("f1", "string");

    private final ZapierTablesClient client = Api.client();

    @BeforeEach
    void forget() {
        Api.reset();
    }

    @Test
    void allPagesAreReadAndTheFiltersAreRepeated() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}", record(FIRST, "{}"));
        page("c1", "{\"has_more\":true,\"end_cursor\":\"c2\"}");
        page("c2", "{\"has_more\":false,\"end_cursor\":\"c3\"}", record(SECOND, "{}"));

        assertThat(ids(client.recordsWith(TABLE, Map.of(KEY, List.of("a"))))).containsExactly(FIRST, SECOND);
        assertThat(Api.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(JsonText.parse(request.getBodyAsString())
                                .orElseThrow()
                                .path("filters"))
                        .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"has_more\":false,\"end_cursor\":\"c1\"}",
                "{\"has_more\":true,\"end_cursor\":\"\"}",
                "{\"has_more\":true,\"end_cursor\":null}",
                "{\"has_more\":true}",
                "{\"end_cursor\":\"c1\"}",
                "{}",
                "null"
            })
    void aPageIsTheLastUnlessThereIsMoreAndAPlaceToGoOn(String pagination) {
        page("", pagination, record(FIRST, "{}"));

        assertThat(client.page(TABLE, Optional.empty()))
                .isInstanceOfSatisfying(
                        Answer.Given.class,
                        given -> assertThat(given.value()).extracting("next").isEqualTo(Optional.empty()));
        assertThat(ids(client.recordsWith(TABLE, Map.of(KEY, List.of("a"))))).containsExactly(FIRST);
    }

    @Test
    void aRecordThatMovedBetweenPagesIsReportedOnce() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}", record(FIRST, "{}"));
        page("c1", "{}", record(FIRST, "{}"), record(SECOND, "{}"));

        assertThat(ids(client.recordsWith(TABLE, Map.of(KEY, List.of("a"))))).containsExactly(FIRST, SECOND);
    }

    @Test
    @Timeout(10)
    void aCursorThatDoesNotMoveEndsTheReadInsteadOfGoingOnForEver() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}");
        page("c1", "{\"has_more\":true,\"end_cursor\":\"c1\"}");

        assertThat(client.recordsWith(TABLE, Map.of(KEY, List.of("a")))).isInstanceOf(Answer.Later.class);
        assertThat(Api.requests()).hasSize(2);
    }

    @Test
    void aFailureOnALaterPageFailsTheWholeRead() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}", record(FIRST, "{}"));
        answer("c1", aResponse().withStatus(500));

        assertThat(client.recordsWith(TABLE, Map.of(KEY, List.of("a")))).isInstanceOf(Answer.Later.class);
    }

    @Test
    void aListingHandsOnEveryPageAndNamesWhatCannotBeRead() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}", record(FIRST, "{}"), "{\"id\":\"X\"}", "17");
        page("c1", "{}", record(SECOND, "{}"));
        List<String> seen = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();

        assertThat(listing().read(page -> {
                    page.records().forEach(record -> seen.add(record.id()));
                    unreadable.addAll(page.unreadableIds());
                }))
                .isEmpty();

        assertThat(seen).containsExactly(FIRST, SECOND);
        assertThat(unreadable).containsExactly("X", "?");
    }

    @Test
    @Timeout(10)
    void aListingThatGoesInACircleOrBreaksOffSaysSo() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}");
        page("c1", "{\"has_more\":true,\"end_cursor\":\"c1\"}");
        assertThat(listing().read(page -> {})).contains("Zapier's pages go in a circle");

        answer("c1", aResponse().withStatus(500));
        assertThat(listing().read(page -> {}))
                .hasValueSatisfying(reason -> assertThat(reason).contains("could not be listed in full"));
    }

    @Test
    @Timeout(30)
    void theNextPageIsReadWhileOneIsLookedAtAndNoFurther() {
        page("", "{\"has_more\":true,\"end_cursor\":\"c1\"}", record(FIRST, "{}"));
        page("c1", "{\"has_more\":true,\"end_cursor\":\"c2\"}", record(SECOND, "{}"));
        page("c2", "{}");

        assertThatThrownBy(() -> listing().read(page -> {
                    Eventually.until(
                            "the next page was asked for",
                            Duration.ofSeconds(20),
                            () -> Api.requests().size() == 2);
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
        assertThat(Api.requests()).hasSize(2);
    }

    private ZapierListing listing() {
        return new ZapierListing(client, TABLE, () -> false);
    }

    /** A table of the wanted name must be found, and a second one of the same name must not be overlooked. */
    @Test
    void theListOfTablesIsReadToItsEnd() {
        Api.on(get(urlPathEqualTo(TABLES)), json("""
                        {"data":[{"id":"A","name":"jobs"}],"links":{"next":"https://zapier.com/x?limit=100&offset=100"}}"""));
        Api.on(
                get(urlPathEqualTo(TABLES))
                        .withQueryParam("offset", com.github.tomakehurst.wiremock.client.WireMock.equalTo("100")),
                json("{\"data\":[{\"id\":\"B\",\"name\":\"jobs\"}],\"links\":{\"next\":null}}"));

        assertThat(client.tables("jobs"))
                .isEqualTo(new Answer.Given<>(
                        List.of(new ZapierTablesClient.Table("A", "jobs"), new ZapierTablesClient.Table("B", "jobs"))));
    }

    private static void page(String cursor, String pagination, String... records) {
        answer(
                cursor,
                json("{\"data\":[" + String.join(",", records) + "],\"meta\":{\"pagination\":" + pagination + "}}"));
    }

    private static void answer(String cursor, ResponseDefinitionBuilder answer) {
        Api.on(
                cursor.isEmpty()
                        ? post(urlPathEqualTo(QUERY))
                        : post(urlPathEqualTo(QUERY))
                                .withRequestBody(matchingJsonPath(
                                        "$.cursor_query.start_cursor",
                                        com.github.tomakehurst.wiremock.client.WireMock.equalTo(cursor))),
                answer);
    }

    private static List<String> ids(Answer<ZapierTablesClient.Records> answer) {
        if (answer instanceof Answer.Given<ZapierTablesClient.Records> given) {
            return given.value().readable().stream().map(ZapierRecord::id).toList();
        }
        throw new AssertionError("no result: " + answer);
    }
}
