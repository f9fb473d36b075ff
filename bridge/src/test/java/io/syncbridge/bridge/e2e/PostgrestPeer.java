package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * The path that the specification describes by hand: a webhook's row upserted by PostgREST, without an audit row. Only
 * where {@code postgrest} is installed.
 */
record PostgrestPeer(TestDatabase database) {

    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 16;

    /** Upserts a second, the better of two rounds; empty where it is not installed. */
    OptionalDouble upserts() throws Exception {
        int port = freePort();
        Process process;
        try {
            process = start(port);
        } catch (IOException absent) {
            System.out.println("measured postgrest is not installed: its figure is left out");
            return OptionalDouble.empty();
        }
        try {
            awaitListening(port, process);
            HttpLoad load = new HttpLoad(port, CONNECTIONS, PostgrestPeer::upsert);
            double warm = load.closed(TIME).accepted();
            return OptionalDouble.of(Math.max(warm, load.closed(TIME).accepted()));
        } finally {
            process.destroy();
        }
    }

    private Process start(int port) throws IOException {
        URI at = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        ProcessBuilder builder = new ProcessBuilder("postgrest").redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put("PGRST_DB_URI", "postgres://postgres@" + at.getHost() + ":" + at.getPort() + at.getPath());
        builder.environment().put("PGRST_DB_SCHEMAS", "public");
        builder.environment().put("PGRST_DB_ANON_ROLE", "postgres");
        builder.environment().put("PGRST_DB_POOL", String.valueOf(CONNECTIONS));
        builder.environment().put("PGRST_SERVER_HOST", "127.0.0.1");
        builder.environment().put("PGRST_SERVER_PORT", String.valueOf(port));
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static void awaitListening(int port, Process process) throws Exception {
        for (int i = 0; i < 100; i++) {
            try (Socket reached = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (reached.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                boolean ended = process.waitFor(100, TimeUnit.MILLISECONDS);
                if (ended) {
                    break;
                }
            }
        }
        throw new IllegalStateException("postgrest does not listen");
    }

    private static byte[] upsert(int n) {
        String body =
                "{\"id\":\"20000000-0000-4000-8000-%012d\",\"job_type\":\"manual\",\"status\":\"queued\",\"retry_count\":%d}"
                        .formatted(n % 10_000, n % 1000);
        return ("POST /agent_jobs?on_conflict=id HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Prefer: resolution=merge-duplicates,return=minimal\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
