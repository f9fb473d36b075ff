package io.syncbridge.bridge.e2e;

import io.syncbridge.bridge.cli.BridgeMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code bridgectl start} as a process of its own, to be killed, stopped and ended as an operating system does it. */
public final class BridgeProcess implements AutoCloseable {

    private static final String READY = "bridge is ready on ";

    private final Process process;
    private final Path log;
    private int port;

    private BridgeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one and waits until it listens. */
    public static BridgeProcess start(Map<String, String> environment, int port, Path directory) throws IOException {
        return start(environment, port, directory, "-XX:TieredStopAtLevel=1");
    }

    /** As the other, with these options of the JVM; its log is as in production. */
    static BridgeProcess start(Map<String, String> environment, int port, Path directory, String... options)
            throws IOException {
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("BRIDGE_PORT", String.valueOf(port));
        return start(settings, directory, List.of(options), List.of(BridgeMain.class.getName(), "start"));
    }

    /** Another program that says where it listens as the bridge does, to stand beside it. */
    static BridgeProcess start(Class<?> program, Path directory, String... options) throws IOException {
        return start(Map.of(), directory, List.of(options), List.of(program.getName()));
    }

    private static BridgeProcess start(
            Map<String, String> settings, Path directory, List<String> options, List<String> program)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(program);
        Path log = Files.createTempFile(directory, "bridge-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(log.toFile());
        builder.environment().putAll(settings);
        BridgeProcess started = new BridgeProcess(builder.start(), log);
        started.awaitReady();
        return started;
    }

    /** Where it listens. */
    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL: no shutdown hook runs, nothing is finished. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM; answers at once. */
    void askToEnd() {
        process.destroy();
    }

    /** Waits for the end and answers the exit code; fails when it takes longer. */
    int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the bridge had not ended after " + limit);
        }
        return process.exitValue();
    }

    /** SIGSTOP: as a machine that is frozen; nothing runs, connections stay. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("-CONT");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has logged so far. */
    List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", name, String.valueOf(pid()))
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
            if (code != 0) {
                throw new IllegalStateException("kill " + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("the bridge ended before it was ready:\n" + String.join("\n", log()));
        }
        port = Integer.parseInt(line.replaceFirst(".*:(\\d+),.*", "$1"));
    }

    @Override
    public void close() {
        kill();
    }
}
