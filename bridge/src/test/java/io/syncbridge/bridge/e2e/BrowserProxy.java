package io.syncbridge.bridge.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What stands between a browser and the bridge, and may fail: connections are handed on, or cut. */
final class BrowserProxy implements AutoCloseable {
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    BrowserProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread unused = Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends every connection and lets none through. */
    void cut() {
        cut = true;
        open.forEach(BrowserProxy::end);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket browser = server.accept();
                open.add(browser);
                if (cut) {
                    end(browser);
                } else {
                    Thread unused = Thread.ofVirtual().start(() -> connect(browser));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket browser) {
        try (Socket bridge = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(bridge);
            Thread unused = Thread.ofVirtual().start(() -> copy(browser, bridge));
            copy(bridge, browser);
        } catch (IOException unreachable) {
            end(browser);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException ended) {
            // One of the two hung up; so does the other.
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It was closed already.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(BrowserProxy::end);
    }
}
