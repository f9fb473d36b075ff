package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.syncbridge.codec.JsonText;
import io.syncbridge.fixtures.SettableTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** A stand-in for Zapier that answers what a test says, and clients of it. One server for all tests of this package. */
final class Api {
    static final String TABLE = "01HTABLE000000000000000000";
    static final String TABLES = "/api/v0/sdk/tables/api/v1/tables";
    static final String RECORDS = TABLES + "/" + TABLE + "/records";
    static final String QUERY = RECORDS + "/query";
    static final String TOKEN_PATH = "/oauth/token/";
    static final String FIRST = "01HRECORD00000000000000001";
    static final String SECOND = "01HRECORD00000000000000002";
    static final Duration PATIENT = Duration.ofSeconds(20);

    private static final WireMockServer SERVER = started();

    private Api() {}

    private static WireMockServer started() {
        WireMockServer server =
                new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        return server;
    }

    /** Forgets answers and requests of the test before. */
    static void reset() {
        SERVER.resetAll();
    }

    static void on(MappingBuilder call, ResponseDefinitionBuilder answer) {
        SERVER.stubFor(call.willReturn(answer));
    }

    static void on(MappingBuilder call) {
        SERVER.stubFor(call);
    }

    static ResponseDefinitionBuilder json(String body) {
        return WireMock.okJson(body);
    }

    /** All requests, oldest first. */
    static List<LoggedRequest> requests() {
        return SERVER.findAll(anyRequestedFor(anyUrl()));
    }

    /** The one request there must be. */
    static LoggedRequest onlyRequest() {
        List<LoggedRequest> all = requests();
        if (all.size() != 1) {
            throw new AssertionError("one request wanted, there are " + all.size());
        }
        return all.getFirst();
    }

    static HttpUrl address(String path) {
        return HttpUrl.get("http://127.0.0.1:" + SERVER.port() + path);
    }

    static int port() {
        return SERVER.port();
    }

    static ZapierCredentials token(String text) {
        return new ZapierCredentials.Token(new Secret(text));
    }

    static ZapierTablesClient client() {
        return client(token("tok"));
    }

    static ZapierTablesClient client(ZapierCredentials credentials) {
        return client(address("/"), credentials, PATIENT);
    }

    static ZapierTablesClient client(HttpUrl base, ZapierCredentials credentials, Duration timeout) {
        return new ZapierTablesClient(
                new ZapierHttp(base, credentials, timeout, SettableTime.at("2026-07-31T08:00:00Z")));
    }

    /** A record's JSON. */
    static String record(String id, String data) {
        return """
                {"id":"%s","data":%s,"created_at":"2026-07-31T07:00:00Z","edited_at":"2026-07-31T08:00:00.5Z",
                 "schema_revision_id":1}""".formatted(id, data);
    }

    static String change(String id, String data, String old) {
        return """
                {"change_id":"c","record_id":"%s","old":%s,"new":%s,"changed_field_ids":[1]}""".formatted(id, old, record(id, data));
    }

    static String data(String... items) {
        return "{\"data\":[" + Stream.of(items).collect(Collectors.joining(",")) + "]}";
    }

    static ObjectNode cells(String json) {
        return (ObjectNode) JsonText.parse(json).orElseThrow();
    }

    /** A write of each kind. */
    enum Write {
        CREATE("POST"),
        UPDATE("PATCH"),
        DELETE("DELETE");

        final String method;

        Write(String method) {
            this.method = method;
        }

        Answer<?> through(ZapierTablesClient client) {
            return switch (this) {
                case CREATE -> client.create(TABLE, List.of(cells("{\"f1\":\"a\"}")));
                case UPDATE -> client.update(TABLE, Map.of(FIRST, cells("{\"f1\":\"a\"}")));
                case DELETE -> client.delete(TABLE, List.of(FIRST));
            };
        }
    }
}
