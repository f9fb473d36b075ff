package io.syncbridge.bridge.dashboard;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The page's files, out of the jar. Nothing is loaded from anywhere else, and the browser is told to refuse it. A file is
 * asked for again at each load and answered 304 while it is the same.
 */
final class Pages {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> FILES = Map.of(
            "index.html", "/dashboard/index.html",
            "app.css", "/dashboard/app.css",
            "app.js", "/dashboard/app.js",
            "chart.js", "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js");
    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8");

    private final Map<String, File> files = new TreeMap<>();

    /** @param text the file, which is text in UTF-8 */
    private record File(String type, String text, String tag) {}

    Pages() {
        FILES.forEach((name, path) -> files.put(name, load(name, path)));
    }

    private static File load(String name, String path) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(path), path)) {
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            return new File(
                    type,
                    new String(bytes, StandardCharsets.UTF_8),
                    '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    void index(Context context) {
        send(context, Objects.requireNonNull(files.get("index.html")));
    }

    void asset(Context context) {
        File file = files.get(context.pathParam("name"));
        if (file == null) {
            Json.problem(context, 404, "no such file");
            return;
        }
        send(context, file);
    }

    private static void send(Context context, File file) {
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache")
                .header("ETag", file.tag());
        if (file.tag().equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        context.contentType(file.type()).result(file.text());
    }
}
