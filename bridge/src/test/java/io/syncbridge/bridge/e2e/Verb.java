package io.syncbridge.bridge.e2e;

import io.syncbridge.bridge.cli.BridgeMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A verb of the command line as a process of its own, as a script runs it. */
public record Verb(int code, String out, String err) {

    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("bridge.verb.seconds", 120));

    /** The verbs that the launcher gives the optimising compiler. */
    private static final Set<String> READ_WHOLE_TABLES = Set.of("backfill", "verify");

    /** Runs it to its end, two minutes at most unless a benchmark allows for more. */
    public static Verb run(Map<String, String> environment, Path directory, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out-", ".txt");
        Path err = Files.createTempFile(directory, "err-", ".txt");
        Process process = start(environment, directory, out, err, arguments);
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + LIMIT + ": " + String.join(" ", arguments));
        }
        return new Verb(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts one and leaves it running, for those who kill it. */
    static Process start(Map<String, String> environment, Path directory, Path out, Path err, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                BridgeMain.class.getName()));
        command.addAll(List.of(arguments));
        if (!READ_WHOLE_TABLES.contains(arguments[0])) {
            command.add(1, "-XX:TieredStopAtLevel=1");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
