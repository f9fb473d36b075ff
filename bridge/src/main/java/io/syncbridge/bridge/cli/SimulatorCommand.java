package io.syncbridge.bridge.cli;

import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.RequestBudget;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.WebhookDisturbance;
import io.syncbridge.fixtures.zapier.WebhookTarget;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl simulator}. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        description =
                "Runs the Zapier Tables simulator alone, with the four agent tables, and prints the settings that lead a "
                        + "bridge to it. Faults can also be injected through its control endpoints under /__sim.")
final class SimulatorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "Port (${DEFAULT-VALUE}); 0 means any free one.")
    private int port = 8090;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token that calls must carry (${DEFAULT-VALUE}).")
    private String token = "sim-token";

    @Option(
            names = "--webhook-base",
            paramLabel = "URL",
            description = "Post every change to URL/webhooks/zapier/<table>, as a Zap would.")
    private Optional<URI> webhookBase = Optional.empty();

    @Option(names = "--webhook-secret", paramLabel = "SECRET", description = "Sent with them as X-Webhook-Secret.")
    private Optional<String> webhookSecret = Optional.empty();

    @Option(names = "--requests-per-minute", paramLabel = "N", description = "Answer 429 beyond this many calls.")
    private Optional<Integer> requestsPerMinute = Optional.empty();

    @Option(names = "--drop", paramLabel = "SHARE", description = "Lose this share of change events (0 to 1).")
    private double drop;

    @Option(names = "--duplicate", paramLabel = "SHARE", description = "Send this share of change events twice.")
    private double duplicate;

    @Option(names = "--delay", paramLabel = "TIME", description = "Hold change events back for up to this time.")
    private Duration delay = Duration.ZERO;

    @Option(names = "--empty", description = "Without tables, as a new Zapier account has it.")
    private boolean empty;

    @Option(
            names = "--database",
            description = "Also run an empty PostgreSQL with Supabase's webhook functions, forgotten at the end.")
    private boolean database;

    @Option(names = "--yaml", description = "Print the settings as lines of a bridge.yaml, not as exports for a shell.")
    private boolean yaml;

    @Override
    public Integer call() throws Exception {
        SimulatorOptions options = SimulatorOptions.defaults().withPort(port).withToken(token);
        if (requestsPerMinute.isPresent()) {
            options = options.withBudget(new RequestBudget(requestsPerMinute.get(), Duration.ofMinutes(1)));
        }
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (ZapierTablesSimulator simulator = ZapierTablesSimulator.start(options);
                SimulatedSupabase supabase = database ? SimulatedSupabase.start() : SimulatedSupabase.none()) {
            double delayed = delay.isZero() ? 0 : 1;
            simulator.faults().disturbWebhooks(new WebhookDisturbance(1, drop, duplicate, delayed, 0, delay));
            Map<String, String> settings = new LinkedHashMap<>();
            supabase.url().ifPresent(url -> settings.put("database_url", url));
            settings.put("zapier_base_url", simulator.baseUrl().toString());
            settings.put("zapier_credentials", token);
            webhookSecret.ifPresent(secret -> settings.put("zapier_webhook_secret", secret));
            if (!empty) {
                tables(simulator, settings);
            }
            print(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, ended)));
            stop.await();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** On SIGTERM: the process goes when this returns, and the database must go before it. */
    private static void end(CountDownLatch stop, CountDownLatch ended) {
        stop.countDown();
        try {
            boolean unused = ended.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void tables(ZapierTablesSimulator simulator, Map<String, String> settings) {
        AgentTables.createAll(simulator);
        for (String name : List.of(
                AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.AUDIT_LOG, AgentTables.RATE_LIMITS)) {
            SimTable table = simulator.table(name);
            settings.put("zapier_table_" + name, table.id());
            webhookBase.ifPresent(base -> simulator.subscribe(table.id(), target(base, name)));
        }
    }

    private void print(Map<String, String> settings) {
        PrintWriter out = spec.commandLine().getOut();
        settings.forEach((name, value) -> out.println(
                yaml ? name + ": '" + value + "'" : "export " + name.toUpperCase(Locale.ROOT) + "=" + value));
        out.flush();
    }

    private WebhookTarget target(URI base, String table) {
        Map<String, String> headers =
                webhookSecret.map(secret -> Map.of("X-Webhook-Secret", secret)).orElse(Map.of());
        return new WebhookTarget(URI.create(base + "/webhooks/zapier/" + table), headers, PayloadShape.CHANGESET);
    }
}
