package io.syncbridge.webhooks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Bytes on a socket, for requests that no HTTP client agrees to send. */
final class RawRequest {
    private static final int PATIENCE_MILLIS = 5_000;

    private RawRequest() {}

    /** The head of a valid Supabase webhook up to, not including, its framing. */
    static String head(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: bridge\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "X-Webhook-Secret: " + WebhookServer.SUPABASE + "\r\n";
    }

    /** Sends the text as Latin-1, ends the stream, and returns everything that comes back. */
    static String send(int port, String text) throws IOException {
        return send(port, text, true);
    }

    /** The same, but leaves the stream open as if more were to come. */
    static String sendAndWait(int port, String text) throws IOException {
        return send(port, text, false);
    }

    private static String send(int port, String text, boolean ends) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                if (ends) {
                    socket.shutdownOutput();
                }
            } catch (SocketException e) {
                // The server may refuse and hang up before all is sent; its answer still counts.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The status of an answer, or of the last one where the server said 100 first. */
    static int status(String answer) {
        int at = answer.lastIndexOf("HTTP/1.1 ");
        return at < 0 ? 0 : Integer.parseInt(answer.substring(at + 9, at + 12));
    }
}
