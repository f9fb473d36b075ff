package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.demo.Demo;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs everything on this machine: a PostgreSQL, a Zapier Tables simulator, the bridge, and live "
                + "traffic on both sides. Needs no account and no configuration.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after this time (30s, 5m) with a summary; exit 0 only at zero differences.")
    private Optional<Duration> length = Optional.empty();

    @Option(names = "--rate", paramLabel = "N", description = "Changes per second on both sides (${DEFAULT-VALUE}).")
    private double rate = 120;

    @Option(names = "--port", paramLabel = "PORT", description = "Where the bridge listens; 0 means any free port.")
    private int port = 0;

    @Override
    public Integer call() throws Exception {
        if (!(rate > 0 && rate <= 10_000)) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--rate must be above 0, at most 10000");
        }
        PrintWriter out = spec.commandLine().getOut();
        Demo demo = new Demo(out, rate, port);
        CountDownLatch finished = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> {
            demo.stop();
            try {
                // Lets the summary appear before the process goes.
                boolean unused = finished.await(90, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            return demo.run(length) ? 0 : 1;
        } finally {
            finished.countDown();
        }
    }
}
