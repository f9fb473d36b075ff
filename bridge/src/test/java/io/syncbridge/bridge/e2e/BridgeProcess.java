package io.syncbridge.bridge.e2e;

import io.syncbridge.bridge.cli.BridgeMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** {@code bridgectl start} as a process of its own, to be killed as an operating system kills. */
public final class BridgeProcess implements AutoCloseable {

    private static final String READY = "bridge is ready on ";

    private final Process process;

    private BridgeProcess(Process process) {
        this.process = process;
    }

    /** Starts one and waits until it listens. */
    public static BridgeProcess start(Map<String, String> environment, int port, Path directory) throws IOException {
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("BRIDGE_PORT", String.valueOf(port));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=UTC",
                        // The users' logging, not the tests': to the errors, of which nobody must read any.
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BridgeMain.class.getName(),
                        "start")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("errors.log").toFile()));
        builder.environment().putAll(settings);
        BridgeProcess started = new BridgeProcess(builder.start());
        started.awaitReady();
        return started;
    }

    /** SIGKILL: no shutdown hook runs, nothing is finished. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private void awaitReady() throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("the bridge ended before it was ready, see its errors.log");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
