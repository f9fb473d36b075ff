package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Another program that uses the same Zapier tables through the API, less carefully than we do. */
record OtherClient(ZapierTablesSimulator zapier) {

    void patch(String table, String record, String cell, String value) {
        String body =
                "{\"updated_records\": [{\"id\": \"%s\", \"data\": {\"%s\": \"%s\"}}]}".formatted(record, cell, value);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(zapier.baseUrl() + "/api/v1/tables/" + table + "/records"))
                .header("Authorization", "Bearer sim-token")
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 300) {
                throw new IllegalStateException("the simulator answered " + status);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
