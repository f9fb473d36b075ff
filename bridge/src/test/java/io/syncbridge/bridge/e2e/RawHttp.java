package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes on a socket and what comes back, for requests that no HTTP client agrees to send. */
record RawHttp(int port) {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

    /** What came back: status 0 when the server hung up without a word. */
    record Reply(int status, String text) {
        private static Reply of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            int status = 0;
            for (Matcher line = STATUS.matcher(text); line.find(); ) {
                status = Integer.parseInt(line.group(1));
            }
            return new Reply(status, text);
        }

        boolean isProblem() {
            return text.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json");
        }
    }

    /** Sends everything and ends the stream. */
    Reply exchange(byte[] request) {
        try (Socket socket = open()) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                out.flush();
                socket.shutdownOutput();
            } catch (IOException refusedMeanwhile) {
                // The server may answer and hang up before it was sent everything.
            }
            return rest(socket);
        } catch (IOException failed) {
            throw new IllegalStateException("no connection to the bridge", failed);
        }
    }

    /** Sends the beginning, then one more byte again and again until the server answers or hangs up. */
    Reply trickle(byte[] begin, char more) {
        try (Socket socket = open()) {
            OutputStream out = socket.getOutputStream();
            out.write(begin);
            Eventually.until("the server loses patience", () -> {
                try {
                    out.write(more);
                    return socket.getInputStream().available() > 0;
                } catch (IOException ended) {
                    return true;
                }
            });
            return rest(socket);
        } catch (IOException failed) {
            throw new IllegalStateException("no connection to the bridge", failed);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static Reply rest(Socket socket) {
        try {
            return Reply.of(socket.getInputStream().readAllBytes());
        } catch (IOException reset) {
            return new Reply(0, "");
        }
    }
}
