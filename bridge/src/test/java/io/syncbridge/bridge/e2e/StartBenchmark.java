package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.Eventually;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The real command, {@code ./bridgectl start}: from its call until the bridge listens, and the memory it holds when
 * nothing happens. Not part of the build; {@code benchmarks/run start} runs it.
 */
@Tag("benchmark")
final class StartBenchmark {
    private static final Path BRIDGECTL =
            Path.of(System.getProperty("bridge.bridgectl", "../bridgectl")).toAbsolutePath();
    private static final int STARTS = 6;

    @Test
    @Timeout(600)
    void startToReady() throws Exception {
        try (TestStack stack = TestStack.resting()) {
            for (int start = 1; start <= STARTS; start++) {
                ProcessBuilder command = new ProcessBuilder(BRIDGECTL.toString(), "start");
                command.environment().putAll(stack.environment());
                command.redirectError(ProcessBuilder.Redirect.DISCARD);
                long began = System.nanoTime();
                Process process = command.start();
                try {
                    BufferedReader said = process.inputReader();
                    String line = said.readLine();
                    while (line != null && !line.startsWith("bridge is ready")) {
                        line = said.readLine();
                    }
                    Figures.tell(
                            "start %d to ready%s".formatted(start, start == 1 ? " (makes the archive of classes)" : ""),
                            (System.nanoTime() - began) / 1e9,
                            "s",
                            Figures.Target.below(1));
                    if (start == STARTS) {
                        TimeUnit.SECONDS.sleep(20);
                        Figures.tell(
                                "resident memory after 20 s without work",
                                residentMb(process.pid()),
                                "MB",
                                Figures.Target.below(150));
                    }
                } finally {
                    process.destroy();
                    Eventually.until("it ended", Duration.ofSeconds(30), () -> !process.isAlive());
                }
            }
        }
    }

    private static double residentMb(long pid) throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> List.of(line.strip().split("\\s+", -1)).get(1))
                    .mapToDouble(kilobytes -> Double.parseDouble(kilobytes) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
