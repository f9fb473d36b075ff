package io.syncbridge.bridge.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between a client and PostgreSQL, without TLS, and notes every statement that the client sends. */
final class Wiretap implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Queue<String> statements = new ConcurrentLinkedQueue<>();
    private final Queue<String> named = new ConcurrentLinkedQueue<>();

    Wiretap(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread unused = Thread.ofVirtual().name("wiretap").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The text of every statement. */
    List<String> statements() {
        return List.copyOf(statements);
    }

    /** The texts of those that were prepared under a name, which lives as long as the session. */
    List<String> named() {
        return List.copyOf(named);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread unused = Thread.ofVirtual().start(() -> tap(client, upstream));
                unused = Thread.ofVirtual().start(() -> pass(upstream, client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            long unused = in.transferTo(out);
        } catch (IOException closed) {
            // one of the two went away, and with it the other
        }
    }

    /** The start-up message has a length only; every other one a type before it. */
    private void tap(Socket from, Socket to) {
        try (from;
                to;
                DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream())) {
            forward(out, -1, in);
            for (int type = in.read(); type >= 0; type = in.read()) {
                byte[] body = forward(out, type, in);
                if (type == 'Q') {
                    statements.add(text(body, 0));
                } else if (type == 'P') {
                    String name = text(body, 0);
                    String sql = text(body, name.getBytes(StandardCharsets.UTF_8).length + 1);
                    statements.add(sql);
                    if (!name.isEmpty()) {
                        named.add(sql);
                    }
                }
            }
        } catch (EOFException ended) {
            // the client is gone
        } catch (IOException closed) {
            // so is the server
        }
    }

    private static byte[] forward(DataOutputStream out, int type, DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] body = in.readNBytes(length - Integer.BYTES);
        if (type >= 0) {
            out.writeByte(type);
        }
        out.writeInt(length);
        out.write(body);
        out.flush();
        return body;
    }

    private static String text(byte[] body, int from) {
        int end = from;
        while (body[end] != 0) {
            end++;
        }
        return new String(body, from, end - from, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
