package io.syncbridge.bridge.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;

/** Webhooks sent by hand: again, late, or made up. */
record WebhookPost(int port) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Posts JSON to a mapping's address for Zaps and answers the status. */
    int zapier(String mapping, String json) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/webhooks/zapier/" + mapping))
                .header("Content-Type", "application/json")
                .header("X-Webhook-Secret", TestStack.SECRET)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new IllegalStateException("no answer to a webhook", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Says so many times at once that a record changed. */
    void zapierRecord(String mapping, String recordId, int times) {
        IntStream.range(0, times)
                .mapToObj(
                        i -> Thread.startVirtualThread(() -> zapier(mapping, "{\"record_id\": \"" + recordId + "\"}")))
                .toList()
                .forEach(WebhookPost::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
