package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.fixtures.SettableTime;
import io.syncbridge.fixtures.fuzz.Fuzz;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever Zapier, or what stands in its place, answers: it is one of the four cases of {@link Answer}, and soon. */
@Tag("fuzz")
final class ZapierFuzzTest {
    private static final Instant START = Instant.parse("2026-07-31T08:00:00Z");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final String ID = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
    private static final String RECORD = "{\"id\":\"" + ID + "\",\"created_at\":\"2026-07-31T08:00:00Z\","
            + "\"edited_at\":\"2026-07-31T08:00:00.123Z\",\"deleted_at\":null,\"errors\":{\"f1\":{\"s\":\"error\",\"h\":\"bad\"}},"
            + "\"data\":{\"f1\":\"a\",\"f2\":7}}";
    private static final String PAGE =
            "{\"data\":[" + RECORD + "],\"links\":{\"next\":\"/x?offset=100&cursor=abc\"}," + "\"meta\":{\"count\":1}}";
    private static final String CHANGES = "{\"data\":[{\"new\":" + RECORD + ",\"old\":null},{\"new\":" + RECORD
            + ",\"old\":" + RECORD + "}],\"meta\":{\"errors\":[]}}";
    private static final String ERRORS =
            "{\"errors\":[{\"status\":400,\"code\":\"invalid\",\"title\":\"t\",\"detail\":\"d\"}]}";
    private static final String TABLES = "{\"data\":[{\"id\":1,\"name\":\"agent_jobs\",\"type\":\"text\"}]}";

    private final SettableTime clock = SettableTime.at(START);

    private static List<byte[]> answers() {
        return Stream.of(
                        "HTTP/1.1 200 OK\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1785484800\r\n\r\n" + PAGE,
                        "HTTP/1.1 200 OK\r\nDate: Fri, 31 Jul 2026 08:00:00 GMT\r\n\r\n" + CHANGES,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{\"data\":" + RECORD
                                + "}",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{\"data\":[],\"meta\":{}}\r\n0\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n" + TABLES,
                        "HTTP/1.1 429 Too Many\r\nRetry-After: Fri, 31 Jul 2026 08:01:00 GMT\r\n\r\n" + ERRORS,
                        "HTTP/1.1 429 Too Many\r\nRetry-After: 30\r\n\r\n",
                        "HTTP/1.1 400 Bad Request\r\n\r\n" + ERRORS,
                        "HTTP/1.1 403 Forbidden\r\nx-zapier-error-type: policy\r\n\r\n{\"error\":{\"message\":\"no\"}}",
                        "HTTP/1.1 503 Unavailable\r\nRetry-After: 0\r\n\r\n<html>busy</html>",
                        "HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\n\r\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void anAnswer() {
        new Fuzz("an answer of Zapier", 1_000, answers()).feed(input -> {
            String[] parts = new String(input, StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            try (Response response = response(parts[0].split("\r\n", -1), parts.length > 1 ? parts[1] : "")) {
                Answer<JsonNode> answer = new ZapierAnswers(new ZapierPauses(clock, SharedLimits.none()), clock)
                        .of(response, new ZapierCall(Optional.of(ID), input.length % 2 == 0, false));
                return isSound(answer);
            } catch (IOException tooLarge) {
                return false;
            }
        });
    }

    private boolean isSound(Answer<JsonNode> answer) {
        if (answer instanceof Answer.Later<JsonNode> later
                && (later.delay().isNegative() || later.delay().compareTo(LONGEST_WAIT) > 0)) {
            throw new IllegalStateException("waits " + later.delay());
        }
        if (!(answer instanceof Answer.Given<JsonNode> given)) {
            return false;
        }
        JsonNode data = given.value().path("data");
        boolean record = WireShapes.record(data).isPresent();
        boolean listed = WireShapes.listed(data)
                .filter(list -> !list.readable().isEmpty())
                .isPresent();
        boolean changed = WireShapes.changes(data, id -> "f1"::equals)
                .filter(list -> !list.isEmpty())
                .isPresent();
        return record || listed || changed;
    }

    private static Response response(String[] head, String body) {
        Headers.Builder headers = new Headers.Builder();
        int left = 0;
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            try {
                headers.addUnsafeNonAscii(
                        head[i].substring(0, Math.max(colon, 0)),
                        head[i].substring(colon + 1).strip());
            } catch (IllegalArgumentException refused) {
                left++; // not even the client would take it
            }
        }
        String status = head[0].replaceAll("\\D", "");
        return new Response.Builder()
                .request(new Request.Builder()
                        .url("https://zapier.example/tables/" + ID)
                        .build())
                .protocol(Protocol.HTTP_1_1)
                .code(status.length() > 5 ? Integer.parseInt(status.substring(2, 5)) : 200)
                .message(left == 0 ? "" : "cut")
                .headers(headers.build())
                .body(ResponseBody.create(body, MediaType.get("application/json")))
                .build();
    }

    /** The client as a whole, connection included: whatever comes back, every call ends with a value. */
    @Test
    void answersOnAConnection() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ZapierTablesClient client = client(listener.getLocalPort())) {
            AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
            Thread.ofPlatform().daemon().start(() -> answerAll(listener, answer));
            int[] calls = {0};
            Fuzz.overHttp("answers of Zapier on a connection", 200, answers()).feed(input -> {
                Instant unused = clock.advance(Duration.ofHours(1)); // what was paused may be asked again
                answer.set(input);
                return asked(client, calls[0]++) instanceof Answer.Given<?>;
            });
        }
    }

    private static Answer<?> asked(ZapierTablesClient client, int turn) {
        var cells = JsonNodeFactory.instance.objectNode().put("f1", "a");
        return switch (turn % 6) {
            case 0 -> client.page(ID, Optional.empty());
            case 1 -> client.fields(ID);
            case 2 -> client.record(ID, ID);
            case 3 -> client.recordsWith(ID, Map.of(new ZapierField("f1", "text"), List.of("a")));
            case 4 -> client.update(ID, Map.of(ID, cells));
            default -> client.isEmpty(ID);
        };
    }

    private ZapierTablesClient client(int port) {
        HttpUrl address = new HttpUrl.Builder()
                .scheme("http")
                .host("127.0.0.1")
                .port(port)
                .build();
        ZapierGate gate = new ZapierGate(clock, Optional.empty(), SharedLimits.none(), Duration.ZERO);
        return new ZapierTablesClient(new ZapierHttp(address, Api.token("tok"), Duration.ofSeconds(5), clock, gate));
    }

    private static void answerAll(ServerSocket listener, AtomicReference<byte[]> answer) {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                socket.setSoTimeout(1000);
                readRequest(socket);
                socket.getOutputStream().write(answer.get());
                socket.shutdownOutput();
            } catch (IOException ended) {
                LoggerFactory.getLogger(ZapierFuzzTest.class).trace("the client hung up, or the test is over", ended);
            }
        }
    }

    private static void readRequest(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            if (in.read() < 0) {
                return;
            }
        }
    }
}
