package io.syncbridge.bridge.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A Slack and a webhook receiver at once: takes what is posted and keeps it. Answers as it is told. */
final class AlertReceiver implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean hangs;

    /** One request. */
    record Taken(String path, String method, Map<String, String> headers, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        String type() {
            return json().path("type").asText();
        }

        String rule() {
            return json().path("data").path("rule").asText();
        }

        String subject() {
            return json().path("data").path("subject").asText();
        }

        String summary() {
            return json().path("data").path("summary").asText();
        }

        @Override
        public String toString() {
            return path + " " + text;
        }
    }

    AlertReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String text = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        taken.add(new Taken(exchange.getRequestURI().getPath(), exchange.getRequestMethod(), headers, text));
        if (hangs) {
            try {
                closed.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** What the bridge needs to know to send here, signed with this secret; everything happens fast. */
    Map<String, String> settings(String secret) {
        return Map.of(
                "BRIDGE_ALERT_WEBHOOK_URL",
                url("/hook"),
                "BRIDGE_ALERT_WEBHOOK_SECRET",
                secret,
                "BRIDGE_ALERT_INTERVAL",
                "1s",
                "BRIDGE_ALERT_HEAL_AFTER",
                "1s");
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void answers(int code) {
        status = code;
    }

    /** From now on takes messages without an answer, until closed. */
    void hang() {
        hangs = true;
    }

    void answerAgain() {
        hangs = false;
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** The events about a rule, in the order they came. */
    List<Taken> about(String rule) {
        return taken.stream()
                .filter(one -> one.path().equals("/hook") && one.rule().equals(rule))
                .toList();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
