package io.syncbridge.bridge.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire between the bridge and PostgreSQL that can break at a COMMIT: the one of a transaction whose statements hold a
 * certain text, before it arrives or before it is answered.
 */
final class CommitCutter implements AutoCloseable {

    /** Where the wire breaks. */
    enum Break {
        BEFORE_COMMIT,
        BEFORE_ANSWER
    }

    private record Order(String text, Break at) {}

    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();

    CommitCutter(int target) throws IOException {
        this.target = target;
        Thread unused = Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next transaction that sends this text breaks. */
    void next(String text, Break at) {
        orders.add(new Order(text, at));
    }

    /** How often it broke. */
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.addAll(List.of(client, server));
                Wire wire = new Wire(client, server);
                Thread unusedUp = Thread.startVirtualThread(wire::toServer);
                Thread unusedDown = Thread.startVirtualThread(wire::toClient);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** One connection. */
    private final class Wire {
        private final Socket client;
        private final Socket server;
        private volatile boolean mute;

        Wire(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void toServer() {
            StringBuilder sent = new StringBuilder();
            byte[] buffer = new byte[1 << 16];
            try (client;
                    server) {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                    sent.append(text);
                    if (text.contains("COMMIT\0")) {
                        if (breaks(sent.toString())) {
                            out.write(buffer, 0, n);
                            out.flush();
                            awaitCommit();
                            return;
                        }
                        sent.setLength(0);
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
            } catch (IOException broken) {
                // Either end went away: so does the other.
            }
        }

        /** True when the commit shall arrive and its answer not; breaks the wire before it otherwise. */
        private boolean breaks(String sent) throws IOException {
            Optional<Order> found =
                    orders.stream().filter(order -> sent.contains(order.text())).findFirst();
            if (found.isEmpty() || !orders.remove(found.get())) {
                return false;
            }
            cuts.incrementAndGet();
            if (found.get().at() == Break.BEFORE_COMMIT) {
                throw new IOException("cut");
            }
            mute = true;
            return true;
        }

        /** Until the server has spoken: then the commit is done. */
        private void awaitCommit() throws IOException {
            synchronized (this) {
                try {
                    while (mute && !server.isClosed()) {
                        wait(5000);
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void toClient() {
            byte[] buffer = new byte[1 << 16];
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    if (mute) {
                        synchronized (this) {
                            mute = false;
                            notifyAll();
                        }
                        return;
                    }
                    client.getOutputStream().write(buffer, 0, n);
                    client.getOutputStream().flush();
                }
            } catch (IOException broken) {
                // Either end went away: so does the other.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
