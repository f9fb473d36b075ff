package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bridgectl start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Runs the service until it is stopped. Reads bridge.yaml if it is there; the environment wins.")
final class StartCommand implements Callable<Integer> {
    /** Whoever asked us to stop kills after ten seconds. */
    private static final Duration MOST_TO_CLOSE = Duration.ofMillis(9300);

    private static final Duration SHADOW_EVERY = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--once", description = "Work off what is due, then stop.")
    private boolean once;

    @Option(
            names = "--shadow",
            description =
                    "Decide and tell, write nothing to either side: the way to try a mapping or a policy. Listens to"
                            + " nobody; looks at both sides in full, again and again. With --once: one look.")
    private boolean shadow;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "With --shadow: how long from one look to the next, such as 10s or 5m (default: 30s).")
    private Optional<Duration> every = Optional.empty();

    @Option(names = "--json", description = "With --shadow: a JSON document per line instead of text.")
    private boolean json;

    @Option(names = "--insecure-no-auth", description = "Accept webhooks without a secret. For trying things out only.")
    private boolean insecure;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (!shadow && (json || every.isPresent())) {
            throw new ParameterException(spec.commandLine(), "--json and --every go with --shadow only");
        }
        if (shadow) {
            return new ShadowService(out, spec.commandLine().getErr(), json)
                    .run(
                            config.settings(),
                            BridgeConfig.read(config.settings(), true),
                            once,
                            every.orElse(SHADOW_EVERY));
        }
        BridgeConfig settings = BridgeConfig.read(config.settings(), insecure);
        if (insecure) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "WARNING: webhooks are accepted from anybody who can reach this address (--insecure-no-auth).");
        }
        try (Bridge bridge = Bridge.open(settings)) {
            if (once) {
                out.println("worked off " + bridge.drain() + " records");
                bridge.quiet().forEach(out::println);
                out.flush();
                return 0;
            }
            int port = bridge.serve(settings);
            out.println("bridge is ready on http://" + settings.bind() + ":" + port + ", tables: "
                    + String.join(
                            ", ",
                            bridge.links().stream()
                                    .map(link -> link.mapping().name())
                                    .toList()));
            out.flush();
            awaitStop(bridge);
        }
        return 0;
    }

    private static void awaitStop(Bridge bridge) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close(bridge);
            stop.countDown();
        }));
        stop.await();
    }

    /** What does not end in time is left: its leases run out, as after a crash. */
    private static void close(Bridge bridge) {
        Thread closing = Thread.ofPlatform().daemon().name("close").start(bridge::close);
        try {
            boolean unused = closing.join(MOST_TO_CLOSE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
