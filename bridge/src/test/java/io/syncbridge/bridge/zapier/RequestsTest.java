package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.syncbridge.bridge.zapier.Api.FIRST;
import static io.syncbridge.bridge.zapier.Api.QUERY;
import static io.syncbridge.bridge.zapier.Api.RECORDS;
import static io.syncbridge.bridge.zapier.Api.SECOND;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.TABLES;
import static io.syncbridge.bridge.zapier.Api.cells;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.syncbridge.codec.JsonText;
import io.syncbridge.codec.ZapierField;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, call by call; the paths and bodies are those of the vendor's own client. */
final class RequestsTest {
    private final ZapierTablesClient client = Api.client();

    @BeforeEach
    void answerEverythingWithNothing() {
        Api.reset();
        Api.on(any(anyUrl()), Api.json("{\"data\":[]}"));
    }

    @Test
    void tablesAreSearchedByName() {
        client.tables("agent jobs & more");

        LoggedRequest request = sent("GET", null);
        assertThat(request.getUrl()).startsWith(TABLES + "?");
        assertThat(request.queryParameter("q").firstValue()).isEqualTo("agent jobs & more");
        assertThat(request.queryParameter("limit").firstValue()).isEqualTo("100");
    }

    @Test
    void fieldsAreListedWithoutParameters() {
        client.fields(TABLE);

        assertThat(sent("GET", null).getUrl()).isEqualTo(TABLES + "/" + TABLE + "/fields");
    }

    @Test
    void oneRecordIsGotByItsId() {
        client.record(TABLE, FIRST);

        assertThat(sent("GET", null).getUrl()).isEqualTo(RECORDS + "/" + FIRST);
    }

    @Test
    void aPageAsksForAThousandRecordsAndAllowsNestedQueries() {
        client.page(TABLE, Optional.empty());

        assertThat(sent("POST", "{\"limit\":1000}").getUrl()).isEqualTo(QUERY + "?allow_nested_queries=true");
    }

    @Test
    void aFurtherPageNamesWhereTheLastOneEnded() {
        client.page(TABLE, Optional.of("MQ=="));

        sent("POST", """
                {"limit":1000,"cursor_query":{"query_type":"window","start_cursor":"MQ=="}}""");
    }

    @Test
    void filtersNameTheComponentThatHoldsTheValue() {
        Map<ZapierField, List<String>> wanted = new LinkedHashMap<>();
        wanted.put(new ZapierField("f3", "labeled_string"), List.of("Open", "Done"));
        wanted.put(new ZapierField("f4", "link"), List.of("https://acme.com"));
        wanted.put(new ZapierField("f5", "ai_formula"), List.of("x"));
        wanted.put(new ZapierField("f6", "string"), List.of("a \"quoted\" ü"));

        client.recordsWith(TABLE, wanted);

        sent("POST", """
                {"limit":1000,"filters":[
                  {"key":"f3__value","operator":"in","value":["Open","Done"]},
                  {"key":"f4__link","operator":"in","value":["https://acme.com"]},
                  {"key":"f5__value","operator":"in","value":["x"]},
                  {"key":"f6","operator":"in","value":["a \\"quoted\\" ü"]}]}""");
    }

    @Test
    void createSendsTheCellsOfEachRecordInOrder() {
        client.create(TABLE, List.of(cells("{\"f1\":\"a\",\"f2\":null}"), cells("{\"f1\":\"b\"}")));

        LoggedRequest request =
                sent("POST", "{\"new_records\":[{\"data\":{\"f1\":\"a\",\"f2\":null}},{\"data\":{\"f1\":\"b\"}}]}");
        assertThat(request.getUrl()).isEqualTo(RECORDS);
    }

    @Test
    void updateSendsOnlyTheGivenCells() {
        Map<String, com.fasterxml.jackson.databind.node.ObjectNode> cells = new LinkedHashMap<>();
        cells.put(SECOND, cells("{\"f6\":5}"));
        cells.put(FIRST, cells("{\"f1\":\"é\"}"));

        client.update(TABLE, cells);

        LoggedRequest request = sent("PATCH", """
                {"updated_records":[{"id":"%s","data":{"f6":5}},{"id":"%s","data":{"f1":"é"}}]}""".formatted(SECOND, FIRST));
        assertThat(request.getUrl()).isEqualTo(RECORDS);
    }

    @Test
    void deleteCarriesTheIdsInItsBody() {
        client.delete(TABLE, List.of(FIRST, SECOND));

        LoggedRequest request = sent("DELETE", "{\"record_ids\":[\"" + FIRST + "\",\"" + SECOND + "\"]}");
        assertThat(request.getUrl()).isEqualTo(RECORDS);
    }

    @Test
    void aReadyTokenGoesAsBearerAndAThreePartTokenAsJwt() {
        Api.client(Api.token("plain-token")).fields(TABLE);
        Api.client(Api.token("head.body.signature")).fields(TABLE);

        assertThat(Api.requests())
                .extracting(request -> request.getHeader("Authorization"))
                .containsExactlyInAnyOrder("Bearer plain-token", "JWT head.body.signature");
    }

    @ParameterizedTest
    @CsvSource({"/,''", "/gate,/gate", "/gate/,/gate", "/a/b,/a/b", "/a/b/,/a/b"})
    void theBaseAddressMayHaveAPath(String path, String start) {
        Api.client(Api.address(path), Api.token("tok"), Api.PATIENT).fields(TABLE);

        assertThat(Api.onlyRequest().getUrl()).isEqualTo(start + TABLES + "/" + TABLE + "/fields");
    }

    @Test
    void zapierItselfIsCalledThroughItsGatewayAndGivesTokensAtItsOwnAddress() {
        Api.on(any(anyUrl()), Api.json("{\"data\":[],\"access_token\":\"fresh\",\"expires_in\":3600}"));
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new EverythingThroughTheServer());
        try (ZapierTablesClient direct = Api.client(
                HttpUrl.get("http://zapier.com"), new ZapierCredentials.Client("id", new Secret("s")), Api.PATIENT)) {
            direct.fields(TABLE);
        } finally {
            ProxySelector.setDefault(before);
        }

        assertThat(Api.requests())
                .extracting(request -> request.getHost() + request.getUrl())
                .containsExactlyInAnyOrder(
                        "zapier.com/oauth/token/", "sdkapi.zapier.com" + TABLES + "/" + TABLE + "/fields");
    }

    /** Checks what every call has in common, and answers the one request. */
    private static LoggedRequest sent(String method, @org.jspecify.annotations.Nullable String body) {
        LoggedRequest request = Api.onlyRequest();
        assertThat(request.getMethod().getName()).isEqualTo(method);
        assertThat(request.getHeader("Authorization")).isEqualTo("Bearer tok");
        if (body == null) {
            assertThat(request.getBody()).isEmpty();
        } else {
            assertThat(request.getHeader("Content-Type")).startsWith("application/json");
            assertThat(JsonText.parse(request.getBodyAsString())).isEqualTo(JsonText.parse(body));
        }
        return request;
    }

    private static final class EverythingThroughTheServer extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            return List.of(
                    new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), Api.port())));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
