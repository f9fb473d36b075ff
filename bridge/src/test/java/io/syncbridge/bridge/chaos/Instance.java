package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.e2e.BridgeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One of the bridges, kept running as an operating system's supervisor does: on the same port after each end. */
final class Instance implements AutoCloseable {

    private final Map<String, String> environment;
    private final Path directory;
    private final int port;
    private BridgeProcess process;

    private Instance(Map<String, String> environment, Path directory, int port) throws IOException {
        this.environment = environment;
        this.directory = Files.createDirectories(directory);
        this.port = port;
        this.process = BridgeProcess.start(environment, port, directory);
    }

    static Instance start(Map<String, String> environment, Path directory) throws IOException {
        return new Instance(environment, directory, freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** SIGKILL; up again when this returns. One kill at a time: the next one hits the new process. */
    synchronized void kill(Duration down) {
        process.kill();
        Awaiting.rest(down);
        up();
    }

    /** Starts it again if it has ended by itself, as it may do when the database is away while it starts. */
    synchronized void up() {
        Awaiting tries =
                Awaiting.forAtMost(Duration.ofMinutes(2), "a bridge starts; see its log in the folder of the stage");
        while (!process.isAlive()) {
            try {
                process = BridgeProcess.start(environment, port, directory);
            } catch (IOException | IllegalStateException notYet) {
                tries.again(notYet);
            }
        }
    }

    @Override
    public synchronized void close() {
        process.close();
    }
}
