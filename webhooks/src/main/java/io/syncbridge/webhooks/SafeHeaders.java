package io.syncbridge.webhooks;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** What every answer of the server says, whatever it is about; a page that needs another policy states its own. */
final class SafeHeaders {
    /** Encoded once. */
    private static final List<HttpField> ALWAYS = Map.of(
                    "X-Content-Type-Options", "nosniff",
                    "X-Frame-Options", "DENY",
                    "Referrer-Policy", "no-referrer",
                    "Content-Security-Policy",
                            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "Cache-Control", "no-store")
            .entrySet()
            .stream()
            .<HttpField>map(header -> new PreEncodedHttpField(header.getKey(), header.getValue()))
            .toList();

    /** A year; browsers heed it only where it comes by TLS. */
    private static final String TLS_ONLY = "max-age=31536000";

    private SafeHeaders() {}

    static void addTo(HttpFields.Mutable answer, HttpFields request) {
        ALWAYS.forEach(answer::put);
        if ("https".equalsIgnoreCase(request.get("X-Forwarded-Proto"))) {
            answer.put("Strict-Transport-Security", TLS_ONLY);
        }
    }
}
