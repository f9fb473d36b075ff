package io.syncbridge.bridge.dashboard;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The page's files, out of the jar, compressed once. Nothing is loaded from anywhere else, and the browser is told to refuse
 * it. A file is asked for again at each load and answered 304 while it is the same.
 */
final class Pages {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String INDEX = "index.html";
    private static final List<String> OWN = List.of(
            INDEX,
            "app.css",
            "record.css",
            "app.js",
            "bridge.js",
            "conflicts.js",
            "dialog.js",
            "dom.js",
            "health.js",
            "lag.js",
            "live.js",
            "parked.js",
            "record.js",
            "search.js",
            "tables.js",
            "text.js",
            "openapi.yaml");
    private static final String CHART = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "yaml", "application/yaml; charset=utf-8");

    private final Map<String, File> files = new TreeMap<>();

    /** A file as it is sent. */
    private static final class File {
        final String type;
        final byte[] plain;
        final byte[] compressed;
        final String tag;

        File(String name, byte[] bytes) throws IOException, NoSuchAlgorithmException {
            type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            plain = bytes;
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes);
            }
            compressed = packed.toByteArray();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            tag = '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        }
    }

    Pages() {
        OWN.forEach(name -> files.put(name, load(name, "/dashboard/" + name)));
        files.put("chart.js", load("chart.js", CHART));
    }

    private static File load(String name, String path) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(path), path)) {
            return new File(name, in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    void index(Context context) {
        send(context, INDEX);
    }

    void asset(Context context) {
        send(context, context.pathParam("name"));
    }

    void description(Context context) {
        send(context, "openapi.yaml");
    }

    private void send(Context context, String name) {
        File file = files.get(name);
        if (file == null) {
            Json.problem(context, 404, "no such file");
            return;
        }
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Encoding")
                .header("ETag", file.tag);
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        boolean packs = Optional.ofNullable(context.header("Accept-Encoding"))
                .filter(encodings -> encodings.contains("gzip"))
                .isPresent();
        if (packs) {
            context.header("Content-Encoding", "gzip");
        }
        context.contentType(file.type);
        try {
            // Past the server's own compression, which would do the same work for every visitor.
            context.res().getOutputStream().write(packs ? file.compressed : file.plain);
        } catch (IOException gone) {
            // The visitor has left; nobody is there to be told.
        }
    }
}
