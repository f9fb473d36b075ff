package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind a transaction pooler each transaction may run in another session, so nothing may be left in one: no statement under
 * a name, no SET, LISTEN, temporary table, or lock of the session.
 */
final class TransactionPoolerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern OF_THE_SESSION =
            Pattern.compile("^(set (?!local )|listen|unlisten|prepare |create temp|declare .* with hold|load |discard)"
                    + "|pg_(try_)?advisory_lock|set_config\\([^)]*, *false *\\)");
    /** The driver's own, the same from every client of it: harmless to whoever gets the session next. */
    private static final List<String> OF_THE_DRIVER = List.of("set extra_float_digits", "set application_name");

    @TempDir
    private Path folder;

    private final TestDatabase database = TestPostgres.fresh();
    private final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    private Path config = Path.of("none");

    @BeforeEach
    void setUp() throws IOException {
        SupabaseWebhooks.install(database.dataSource()).close();
        config = folder.resolve("bridge.yaml");
        Files.writeString(config, """
                database_url: '%s'
                zapier_base_url: '%s'
                zapier_credentials: tok
                bridge_url: 'http://127.0.0.1:9'
                bridge_port: 0
                bridge_tables: agent_jobs
                """.formatted(database.jdbcUrl(), zapier.baseUrl()));
    }

    @AfterEach
    void close() {
        zapier.close();
        database.close();
    }

    @Test
    void everythingButMigratingLeavesNothingInASession() throws Exception {
        assertThat(run("setup", "--capture").code()).isZero();
        try (Wiretap pooler = new Wiretap(port())) {
            pooled(pooler);

            assertThat(run("setup", "--capture").code()).isZero();
            Invoked check = run("check");
            assertThat(check.code()).as(check.out()).isZero();
            assertThat(check.out()).contains("note     database         a transaction pooler: no prepared statements");
            assertThat(run("status").code()).isEqualTo(3);
            travels();

            assertThat(pooler.statements()).as("what went through").hasSizeGreaterThan(100);
            assertThat(pooler.named()).isEmpty();
            assertThat(pooler.statements().stream().map(sql -> sql.strip().toLowerCase(Locale.ROOT)))
                    .filteredOn(sql -> OF_THE_DRIVER.stream().noneMatch(sql::startsWith))
                    .noneMatch(sql -> OF_THE_SESSION.matcher(sql).find());
        }
    }

    @Test
    void directlyTheSameWorkUsesTheSession() throws Exception {
        assertThat(run("setup", "--capture", "--capture-notify").code()).isZero();
        try (Wiretap direct = new Wiretap(port())) {
            point(direct, "sslmode=disable");
            travels();

            assertThat(direct.named()).isNotEmpty();
            assertThat(direct.statements())
                    .anyMatch(sql -> sql.startsWith("set statement_timeout"))
                    .anyMatch(sql -> sql.startsWith("listen"));
        }
    }

    @Test
    void migrationsThatAreDueAreRefusedWithWhatToDo() throws Exception {
        try (Wiretap pooler = new Wiretap(port())) {
            pooled(pooler);

            Files.writeString(
                    config, Files.readString(config) + "supabase_webhook_secret: s\nzapier_webhook_secret: s\n");

            for (String verb : List.of("setup", "start")) {
                Invoked refused = run(verb);
                assertThat(refused.code()).as(verb).isEqualTo(1);
                assertThat(refused.err()).contains("migrations are due, and they need a session of their own");
            }
        }
        assertThat(database.scalar("select count(*) from pg_namespace where nspname = 'bridge'"))
                .isEqualTo(0L);
    }

    /** A row and a record, each to the other side. */
    private void travels() throws Exception {
        BridgeConfig settings = BridgeConfig.read(Settings.of(config, Map.of()), false);
        SimTable jobs = zapier.table("agent_jobs");
        try (Bridge bridge = Bridge.open(settings)) {
            int unused = bridge.serve(settings);
            database.execute("insert into agent_jobs (job_type, error_message) values ('manual', 'from Supabase')");
            Eventually.until(
                    "the row arrived",
                    LIMIT,
                    () -> !jobs.recordsWhere("error_message", "from Supabase").isEmpty());
            SimRecord record =
                    jobs.create(Map.of("job_type", "manual", "status", "queued", "error_message", "from Zapier"));
            bridge.sweepSoon("agent_jobs");
            Eventually.until(
                    "the record arrived",
                    LIMIT,
                    () -> database.rows("select 1 as x from agent_jobs where error_message = 'from Zapier'")
                                    .size()
                            == 1);
            assertThat(record.id()).hasSize(26);
        }
    }

    private int port() {
        return Integer.parseInt(database.jdbcUrl().replaceFirst("^[^?]*:(\\d+)/.*", "$1"));
    }

    private void pooled(Wiretap pooler) throws IOException {
        point(pooler, "pgbouncer=true&sslmode=disable");
    }

    private void point(Wiretap tap, String parameters) throws IOException {
        String url = database.jdbcUrl().replaceFirst(":\\d+/", ":" + tap.port() + "/");
        String line = "database_url: '" + url + (url.contains("?") ? "&" : "?") + parameters + "'";
        Files.write(
                config,
                Files.readAllLines(config).stream()
                        .map(old -> old.startsWith("database_url") ? line : old)
                        .toList());
    }

    private Invoked run(String... arguments) {
        return Invoked.run(java.util.stream.Stream.concat(
                        java.util.Arrays.stream(arguments), java.util.stream.Stream.of("--config", config.toString()))
                .toArray(String[]::new));
    }
}
