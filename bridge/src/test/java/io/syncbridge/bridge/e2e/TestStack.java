package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.setup.ServiceRole;
import io.syncbridge.bridge.store.DeadLetters;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.sync.HintIntake;
import io.syncbridge.bridge.sync.IntakePressure;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.SyncWorker;
import io.syncbridge.bridge.verify.Patience;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.postgres.WriteCounter;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.WebhookDisturbance;
import io.syncbridge.fixtures.zapier.WebhookTarget;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Receipt;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Both sides and the bridge between them: a database of its own with the four agent tables and webhook triggers, the
 * simulator with a Zap per table, the bridge with webhook secrets. Closed in reverse order.
 */
final class TestStack implements AutoCloseable {

    static final String SECRET = "known-only-to-these-end-to-end-tests";
    static final Map<String, String> HEADERS = Map.of("X-Webhook-Secret", SECRET);
    static final List<String> TWO_WAY =
            List.of(AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.RATE_LIMITS);

    /** Webhooks take milliseconds here. */
    static final Patience SOON = new Patience(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(60));

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String BRIDGE = "sync-bridge";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Setup setup;
    private final Optional<String> serviceRole;
    private final InstantSource clock;
    private final TestDatabase database;
    private final WriteCounter writes;
    private final ZapierTablesSimulator zapier;
    private final SupabaseWebhooks supabaseWebhooks;
    private final BridgeConfig config;
    private final Bridge bridge;
    private int port;

    private TestStack(Setup setup, InstantSource clock, Supplier<TestDatabase> databases) {
        this(setup, clock, databases, Optional.empty());
    }

    private TestStack(
            Setup setup, InstantSource clock, Supplier<TestDatabase> databases, Optional<String> serviceRole) {
        this.setup = setup;
        this.serviceRole = serviceRole;
        this.clock = clock;
        database = keep(databases.get());
        writes = TWO_WAY.stream()
                .map(table -> WriteCounter.install(database.dataSource(), table))
                .reduce((first, last) -> last)
                .orElseThrow();
        zapier = keep(ZapierTablesSimulator.start(setup.zapier()));
        zapier.createTable(AgentTables.AGENT_JOBS, setup.jobFields());
        zapier.createTable(AgentTables.AGENT_DECISIONS, AgentTables.agentDecisions());
        zapier.createTable(AgentTables.AUDIT_LOG, AgentTables.auditLog());
        zapier.createTable(AgentTables.RATE_LIMITS, AgentTables.rateLimits());
        supabaseWebhooks = keep(SupabaseWebhooks.install(database.dataSource()));
        config = config(environment());
        serviceRole.ifPresent(role -> database.execute(new ServiceRole(role, config.mappings()).sql()));
        bridge = openBridge();
    }

    /** Everything runs. */
    static TestStack start() {
        return start(Setup.usual());
    }

    /** Everything runs, set up this way. */
    static TestStack start(Setup setup) {
        TestStack stack = resting(setup);
        stack.serve();
        return stack;
    }

    /** The bridge is connected to both sides but neither works nor listens; no webhook is sent. */
    static TestStack resting() {
        return resting(Setup.usual());
    }

    static TestStack resting(Setup setup) {
        return resting(setup, InstantSource.system());
    }

    /** As {@link #resting(Setup)}; quiet hours begin and end by this clock. */
    static TestStack resting(Setup setup, InstantSource clock) {
        return new TestStack(
                setup,
                clock,
                () -> TestPostgres.fresh("end to end", template -> Migrations.all(template.dataSource())));
    }

    /** As {@link #resting(Setup)}; the bridge logs in as a role that has just the rights it needs, and that exists from now on. */
    static TestStack restingAs(String role, Setup setup) {
        return new TestStack(
                setup,
                InstantSource.system(),
                () -> TestPostgres.fresh("end to end", template -> Migrations.all(template.dataSource())),
                Optional.of(role));
    }

    /** As {@link #resting()}, on a server of the test's own, which it may stop and kill. */
    static TestStack resting(Setup setup, EmbeddedServer server) {
        return new TestStack(setup, InstantSource.system(), () -> {
            TestDatabase own = TestDatabase.on(server, "stack");
            int unused = Migrations.all(own.dataSource());
            return own;
        });
    }

    /** Lets the bridge work and both sides send their webhooks to it; its first sweep is over. */
    void serve() {
        sendWebhooksTo(bridge.serve(config));
        for (TableMapping mapping : config.mappings()) {
            Eventually.until(
                    mapping.name() + " was swept",
                    LIMIT,
                    () -> bridge.lastSweep(mapping.name())
                            .flatMap(Sweeps.Last::completeAt)
                            .isPresent());
        }
    }

    /** Sweeps a table now and answers what it found. */
    Sweeps.Last sweep(String mapping) {
        Optional<Instant> before = bridge.lastSweep(mapping).flatMap(Sweeps.Last::completeAt);
        bridge.sweepSoon(mapping);
        return Eventually.value(
                        mapping + " was swept",
                        () -> bridge.lastSweep(mapping),
                        last -> last.flatMap(Sweeps.Last::completeAt)
                                .filter(at -> before.isEmpty() || at.isAfter(before.get()))
                                .isPresent())
                .orElseThrow();
    }

    /** From now on no webhook of either side arrives. */
    void silence() {
        zapier.faults().disturbWebhooks(WebhookDisturbance.dropAll());
        supabaseWebhooks.watch(AgentTables.AGENT_JOBS, URI.create("http://127.0.0.1:9/nobody"), HEADERS);
        supabaseWebhooks.watch(AgentTables.AGENT_DECISIONS, URI.create("http://127.0.0.1:9/nobody"), HEADERS);
        supabaseWebhooks.watch(AgentTables.RATE_LIMITS, URI.create("http://127.0.0.1:9/nobody"), HEADERS);
    }

    /** Ends a silence. */
    void sendWebhooksAgain() {
        zapier.faults().disturbWebhooks(WebhookDisturbance.none());
        sendWebhooksTo(port);
    }

    /** Where the bridge listens. */
    int port() {
        return port;
    }

    /** Webhooks by hand. */
    WebhookPost post() {
        return new WebhookPost(port);
    }

    /** From now on both sides send their webhooks to this port. */
    void sendWebhooksTo(int wanted) {
        port = wanted;
        URI base = URI.create("http://127.0.0.1:" + port);
        // audit_log too, as by a user who watches every table: its rows must not travel for all that.
        for (String table : List.of(
                AgentTables.AGENT_JOBS, AgentTables.AGENT_DECISIONS, AgentTables.RATE_LIMITS, AgentTables.AUDIT_LOG)) {
            supabaseWebhooks.watch(
                    table,
                    base.resolve("/webhooks/supabase"),
                    HEADERS,
                    setup.echoes() ? "true" : new OwnWrites(table).condition());
            if (setup.zaps()) {
                zapier.subscribe(
                        zapier.table(table).id(),
                        new WebhookTarget(base.resolve("/webhooks/zapier/" + table), HEADERS, setup.shape()));
            }
        }
    }

    /** Changes of this table are captured, which loses none of thousands at once, and no webhook tells of them any more. */
    void captureInsteadOfWebhooks(String table) {
        bridge.database().apply(new CaptureTriggers(link(table).mapping(), true)::install);
        database.execute("drop trigger webhook_" + table + " on " + table);
    }

    /** Waits until no record has work. */
    void awaitNothingDue() {
        Eventually.until(
                "nothing is due",
                Duration.ofMinutes(5),
                () -> database.scalar("select 1 from bridge.sync_record where due_at is not null limit 1") == null);
    }

    /** Only the two-way tables are watched, as {@code setup} leaves it. */
    void leaveAuditUnwatched() {
        database.execute("drop trigger webhook_audit_log on audit_log");
    }

    /** One more instance on the same database; the caller starts it, the stack closes it if nobody else does. */
    Bridge openBridge() {
        try {
            return keep(Bridge.open(config, clock));
        } catch (ConfigProblems problems) {
            throw new IllegalStateException(problems);
        }
    }

    /** What a process needs to know to be a bridge of this stack. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_URL",
                serviceRole
                        .map(role -> database.jdbcUrl().replace("user=postgres", "user=" + role))
                        .orElse(database.jdbcUrl()),
                "ZAPIER_BASE_URL",
                zapier.baseUrl().toString(),
                "ZAPIER_CREDENTIALS_CLIENT_ID",
                "sim-client",
                "ZAPIER_CREDENTIALS_CLIENT_SECRET",
                "sim-secret",
                "SUPABASE_WEBHOOK_SECRET",
                SECRET,
                "ZAPIER_WEBHOOK_SECRET",
                SECRET,
                "ZAPIER_RATE_LIMIT",
                "off",
                "BRIDGE_LEASE",
                "5s",
                "BRIDGE_VERIFY_INTERVAL",
                "off",
                "BRIDGE_PORT",
                "0"));
        environment.putAll(setup.settings());
        return Map.copyOf(environment);
    }

    BridgeConfig config() {
        return config;
    }

    Bridge bridge() {
        return bridge;
    }

    TestDatabase database() {
        return database;
    }

    SupabaseRows supabase() {
        return new SupabaseRows(database);
    }

    ZapierTablesSimulator zapier() {
        return zapier;
    }

    SimTable table(String name) {
        return zapier.table(name);
    }

    AuditRows audit() {
        return AuditRows.of(database);
    }

    /** Stores what a webhook would have said, whether or not anybody works. */
    void tell(Hint... hints) {
        Map<String, TableMapping> mappings = bridge.links().stream()
                .map(Link::mapping)
                .collect(Collectors.toMap(TableMapping::name, Function.identity()));
        Receipt receipt =
                new HintIntake(bridge.database(), mappings, new IntakePressure(), mapping -> {}).accept(List.of(hints));
        assertThat(receipt).isInstanceOf(Receipt.Stored.class);
    }

    /** Waits until no webhook is under way and no record is due. */
    void awaitQuiet() {
        awaitQuiet(LIMIT);
    }

    /** As {@link #awaitQuiet()}, where there is more to work off. */
    void awaitQuiet(Duration limit) {
        Eventually.until("both sides and the bridge are quiet", limit, this::isQuiet);
    }

    /**
     * Waits until all is quiet, then sweeps a table if Supabase lost a webhook: a busy machine may turn some of a burst
     * away, and Supabase never sends one again.
     */
    void awaitQuietDespiteLosses(String table) {
        awaitQuiet();
        if (lostWebhooks() > 0) {
            Sweeps.Last unused = sweep(table);
            awaitQuiet();
        }
    }

    /** Waits for a complete sweep, by whatever process, that begins after this moment. */
    void awaitSweepFromNow(String mapping) {
        Object now = database.scalar("select clock_timestamp()::text");
        Eventually.until(
                mapping + " was swept",
                Duration.ofSeconds(90),
                () -> database.scalar(
                                "select 1 from bridge.sweep where mapping = ? and started_at > cast(? as timestamptz)"
                                        + " and complete_at > started_at",
                                mapping,
                                now)
                        != null);
    }

    /** Webhooks of both sides that a bridge answered 2xx. */
    long takenWebhooks() {
        return zapier.webhookCounts().delivered()
                + supabaseWebhooks.counts().statuses().entrySet().stream()
                        .filter(answer -> answer.getKey() < 300)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /** Changes of two-way tables that Supabase's webhooks announced: each row of the watched audit log is one more. */
    long announcedBySupabase() {
        long audited = Optional.ofNullable(database.scalar("select count(*) from audit_log"))
                .map(rows -> ((Number) rows).longValue())
                .orElse(0L);
        return supabaseWebhooks.counts().answered() + lostWebhooks() - audited;
    }

    /** Supabase's webhooks that the bridge did not take. */
    long lostWebhooks() {
        var counts = supabaseWebhooks.counts();
        return counts.failed()
                + counts.statuses().entrySet().stream()
                        .filter(answer -> answer.getKey() >= 300)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /** Waits until all is quiet, then compares both sides in full. */
    void awaitAgreement() {
        awaitQuiet();
        for (Link link : bridge.links()) {
            if (link.mapping().mode() == SyncMode.TWO_WAY) {
                Verified.Complete found = verified(link);
                assertThat(found.differences())
                        .as("%s, %s webhooks lost", link.mapping().name(), lostWebhooks())
                        .isEmpty();
                assertThat(found.onTheirWay()).as(link.mapping().name()).isEmpty();
            }
        }
    }

    /** Compares both sides of a table in full. */
    Verified.Complete verified(Link link) {
        Verified found = bridge.verify(link, SOON);
        assertThat(found).isInstanceOf(Verified.Complete.class);
        return (Verified.Complete) found;
    }

    /** As {@link #verified(Link)}, by name. */
    Verified.Complete verified(String mapping) {
        return verified(link(mapping));
    }

    Link link(String mapping) {
        return bridge.links().stream()
                .filter(link -> link.mapping().name().equals(mapping))
                .findFirst()
                .orElseThrow();
    }

    /** Rows the bridge wrote into the two-way tables, counted by the database. */
    long rowsWritten() {
        return writes.rowsBy(BRIDGE);
    }

    /** Records the bridge wrote through the API, counted by the simulator. */
    long recordsWritten() {
        return zapier.counts().recordsCreated() + zapier.counts().recordsUpdated();
    }

    /** Records that wait for a person. */
    List<DeadLetters.Parked> parked(String mapping) {
        return worker(mapping).deadLetters().newest(100);
    }

    /** Waits until a record waits for a person, and answers why. */
    String awaitParked(String mapping) {
        awaitQuiet();
        return Eventually.value("one record is parked", () -> parked(mapping), list -> list.size() == 1)
                .getFirst()
                .reason();
    }

    /** A person decides for a record that waits. */
    void choose(String mapping, String key, Side side) {
        Object id = database.scalar("select id from bridge.sync_record where mapping = ? and s_key = ?", mapping, key);
        assertThat(worker(mapping).deadLetters().choose(((Number) Objects.requireNonNull(id)).longValue(), side))
                .isTrue();
    }

    /** The side for whose emptiness deletes are held. */
    Optional<Side> emptySide(String mapping) {
        return Optional.ofNullable(bridge.workers().get(mapping)).flatMap(SyncWorker::emptySide);
    }

    private SyncRecords worker(String mapping) {
        var worker = bridge.workers().get(mapping);
        if (worker == null) {
            throw new IllegalArgumentException("no mapping " + mapping);
        }
        return worker.records();
    }

    private boolean isQuiet() {
        long before = delivered();
        return isIdle()
                && supabaseWebhooks.isIdle()
                && zapierWaiting() == 0
                && isIdle()
                // What was delivered in between may have been worked off unseen and have caused new events.
                && delivered() == before
                && supabaseWebhooks.isIdle()
                && zapierWaiting() == 0;
    }

    private long zapierWaiting() {
        return zapier.webhookCounts().waiting() + zapier.inboxes().counts().waiting();
    }

    private boolean isIdle() {
        return bridge.workers().values().stream()
                .allMatch(worker -> worker.records().backlog().pending() == 0);
    }

    private long delivered() {
        return zapier.webhookCounts().delivered()
                + zapier.inboxes().counts().acked()
                + supabaseWebhooks.counts().answered();
    }

    private static BridgeConfig config(Map<String, String> environment) {
        try {
            return BridgeConfig.read(Settings.of(environment), false);
        } catch (ConfigProblems problems) {
            throw new IllegalStateException(problems);
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        zapier.faults().clear();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failed) {
                throw new IllegalStateException("a part could not be closed", failed);
            }
        }
    }
}
