package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When no answer comes, or only a part of one: a write is then unknown, a read is asked again. */
@Timeout(30)
final class LostAnswersTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @BeforeEach
    void forget() {
        Api.reset();
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatBreaksBeforeOrInTheMiddleOfTheAnswerLeavesAWriteUnknown(Fault fault) {
        for (Api.Write write : Api.Write.values()) {
            Api.reset();
            Api.on(any(anyUrl()).willReturn(aResponse().withFault(fault)));
            try (ZapierTablesClient client = Api.client()) {
                assertThat(write.through(client)).isInstanceOf(Answer.Unknown.class);
            }
            assertThat(Api.requests()).as("%s is sent once", write).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatBreaksMakesAReadLater(Fault fault) {
        Api.on(any(anyUrl()).willReturn(aResponse().withFault(fault)));
        try (ZapierTablesClient client = Api.client()) {
            assertThat(client.page(TABLE, Optional.empty())).isInstanceOf(Answer.Later.class);
        }
    }

    @Test
    void anAnswerCutShortLeavesAWriteUnknown() throws IOException {
        try (Server server = new Server("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"data\":[", After.CLOSE)) {
            assertThat(Api.Write.CREATE.through(server.client(Api.PATIENT))).isInstanceOf(Answer.Unknown.class);
            assertThat(server.calls).hasValue(1);
        }
    }

    /** The HTTP client throws what is no I/O error when it reads such a body, and when it closes it; found by fuzzing. */
    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "403 No", "429 Slow", "503 Unavailable"})
    void anAnswerOfNegativeLengthIsALostOne(String status) throws IOException {
        try (Server server = new Server("HTTP/1.1 " + status + "\r\nContent-Length: -065\r\n\r\n{}", After.CLOSE)) {
            assertThat(Api.Write.CREATE.through(server.client(Api.PATIENT))).isInstanceOf(Answer.Unknown.class);
            assertThat(server.calls).hasValue(1);
            assertThat(server.client(Api.PATIENT).fields(TABLE)).isInstanceOf(Answer.Later.class);
        }
    }

    @Test
    void aRefusalCutShortIsStillARefusal() throws IOException {
        try (Server server = new Server("HTTP/1.1 403 No\r\nContent-Length: 500\r\n\r\n{\"err", After.CLOSE)) {
            assertThat(Api.Write.CREATE.through(server.client(Api.PATIENT)))
                    .isInstanceOfSatisfying(
                            Answer.Later.class,
                            later -> assertThat(later.cause()).isEqualTo(Answer.Cause.DENIED));
        }
    }

    @Test
    void tooManyRequestsCutShortStillMeansLaterForAWrite() throws IOException {
        try (Server server =
                new Server("HTTP/1.1 429 Slow\r\nRetry-After: 5\r\nContent-Length: 500\r\n\r\n{\"err", After.CLOSE)) {
            assertThat(Api.Write.CREATE.through(server.client(Api.PATIENT)))
                    .isEqualTo(
                            new Answer.Later<>(Duration.ofSeconds(5), "Zapier answered 429", Answer.Cause.THROTTLED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void silenceLeavesAWriteUnknownAfterTheTimeout(Api.Write write) throws IOException {
        try (Server server = new Server("", After.SILENCE)) {
            assertThat(write.through(server.client(SHORT))).isInstanceOf(Answer.Unknown.class);
            assertThat(server.calls).hasValue(1);
        }
    }

    @Test
    void silenceMakesAReadLater() throws IOException {
        try (Server server = new Server("", After.SILENCE)) {
            assertThat(server.client(SHORT).fields(TABLE)).isInstanceOf(Answer.Later.class);
        }
    }

    @Test
    void anAnswerThatTricklesIsGivenUpAtTheTotalDeadline() throws IOException {
        try (Server server =
                new Server("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{\"data\":\"", After.TRICKLE)) {
            assertThat(Api.Write.UPDATE.through(server.client(SHORT))).isInstanceOf(Answer.Unknown.class);
            assertThat(server.calls).hasValue(1);
        }
    }

    @Test
    void anAnswerLargerThanTheLimitIsNotKept() throws IOException {
        try (Server server = new Server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"data\":\"", After.FLOOD)) {
            assertThat(server.client(Api.PATIENT).page(TABLE, Optional.empty()))
                    .isEqualTo(new Answer.Later<>(Duration.ofSeconds(1), "no answer from Zapier (IOException)"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyListeningMeansThatAWriteCertainlyDidNotHappen(Api.Write write) throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (ZapierTablesClient client =
                Api.client(HttpUrl.get("http://127.0.0.1:" + port), Api.token("tok"), Api.PATIENT)) {
            assertThat(write.through(client)).isInstanceOf(Answer.Later.class);
        }
    }

    @Test
    void aHostThatDoesNotExistMeansThatAWriteCertainlyDidNotHappen() {
        try (ZapierTablesClient client =
                Api.client(HttpUrl.get("http://nowhere.invalid"), Api.token("tok"), Api.PATIENT)) {
            assertThat(Api.Write.CREATE.through(client)).isInstanceOf(Answer.Later.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectIsNotFollowedAndTheTokenGoesNowhereElse(Api.Write write) throws IOException {
        try (Server elsewhere = new Server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", After.CLOSE)) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                Api.reset();
                Api.on(any(anyUrl())
                        .willReturn(aResponse().withStatus(status).withHeader("Location", elsewhere.address() + "/x")));

                assertThat(write.through(Api.client()))
                        .isInstanceOfSatisfying(
                                Answer.Later.class,
                                later ->
                                        assertThat(later.reason()).contains(String.valueOf(status), "ZAPIER_BASE_URL"));
                assertThat(Api.client().fields(TABLE)).isInstanceOf(Answer.Later.class);
            }
            assertThat(elsewhere.calls).hasValue(0);
        }
    }

    private enum After {
        CLOSE,
        SILENCE,
        TRICKLE,
        FLOOD
    }

    /** Sends the same bytes to everybody, then does as it is told until the client has gone. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger calls = new AtomicInteger();
        private final String start;
        private final After after;

        Server(String start, After after) throws IOException {
            this.start = start;
            this.after = after;
            Thread.ofVirtual().start(this::listen);
        }

        String address() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        ZapierTablesClient client(Duration timeout) {
            return Api.client(HttpUrl.get(address()), Api.token("tok"), timeout);
        }

        private void listen() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    answer(client);
                } catch (IOException gone) {
                    // The client gave up, as it should, or the test is over.
                }
            }
        }

        private void answer(Socket client) throws IOException {
            byte[] buffer = new byte[16_384];
            if (client.getInputStream().read(buffer) < 0) {
                return;
            }
            calls.incrementAndGet();
            OutputStream out = client.getOutputStream();
            out.write(start.getBytes(US_ASCII));
            out.flush();
            switch (after) {
                case CLOSE -> client.shutdownOutput();
                case SILENCE -> {
                    while (client.getInputStream().read(buffer) >= 0) {
                        // Whatever else it sends, until it hangs up.
                    }
                }
                case TRICKLE -> {
                    client.setSoTimeout(20);
                    while (true) {
                        out.write('x');
                        out.flush();
                        pause(client);
                    }
                }
                case FLOOD -> {
                    byte[] block = "x".repeat(65_536).getBytes(US_ASCII);
                    while (true) {
                        out.write(block);
                    }
                }
            }
        }

        /** Waits 20 ms for something to read. */
        private static void pause(Socket client) throws IOException {
            try {
                if (client.getInputStream().read() < 0) {
                    throw new IOException("gone");
                }
            } catch (java.net.SocketTimeoutException nothing) {
                // As expected.
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
