package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.Tenants;
import io.syncbridge.codec.JsonText;
import io.syncbridge.codec.MappingYaml;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the operator's verbs say of a database, and what they change in it. */
final class StatusTest {

    private final TestDatabase database = TestPostgres.fresh();

    @TempDir
    private Path folder;

    private record Outcome(int code, String out) {}

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDatabaseWithoutABridgeIsNotCalledInSync() {
        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status").out()).contains("No bridge has run on this database yet");
    }

    @Test
    void inSyncIsSaidAfterAFullComparisonOnly() {
        linked();
        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status").out()).contains("agent_jobs was never compared in full");

        compared();
        assertThat(run("status").code()).isZero();
        assertThat(run("status").out()).startsWith("In sync").contains("7 rows, 7 records, 0 differed");
    }

    @Test
    void workIsToldAndLatenessNeedsAttention() {
        linked();
        compared();
        record("null", "clock_timestamp() - interval '2 s'", "null");
        assertThat(run("status").code()).isZero();
        assertThat(run("status").out()).startsWith("Working: 1 pending");

        database.update("update bridge.sync_record set due_at = clock_timestamp() - interval '40 s'");
        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status").out()).contains("s behind");
    }

    @Test
    void parkedPausedSilentAndSkewedAreAllTold() {
        linked();
        compared();
        record("clock_timestamp()", "null", "'status is not a choice'");
        database.update("update bridge.mapping_state set paused_at = now(), reason = 'a column is gone'");
        database.update("insert into bridge.feed (mapping, side, silent) values ('agent_jobs', 'supabase', true)");
        database.update("insert into bridge.clock_skew (side, skew_ms) values ('zapier', 90000)");

        Outcome status = run("status");

        assertThat(status.code()).isEqualTo(3);
        assertThat(status.out())
                .startsWith("Needs attention")
                .contains("agent_jobs: 1 parked")
                .contains("agent_jobs is paused: a column is gone")
                .contains("agent_jobs (Supabase) tells nothing although it should")
                .contains("the clock of zapier is 90.0 s ahead");
    }

    @Test
    void parkedRecordsAreListedRetriedAndDecided() {
        linked();
        record("clock_timestamp()", "null", "'waits for a choice'");
        assertThat(run("retry-dlq").out()).contains("agent_jobs").contains("waits for a choice");
        Object id = database.scalar("select id from bridge.sync_record");

        assertThat(run("retry-dlq", "--envelope", "999999").code()).isEqualTo(1);
        assertThat(run("retry-dlq", "--envelope", String.valueOf(id), "--take", "zapier")
                        .code())
                .isZero();
        assertThat(database.scalar("select choice || ' ' || (due_at is not null)::text from bridge.sync_record"))
                .isEqualTo("zapier true");
    }

    @Test
    void aComparisonThatFoundDifferencesNeedsAttentionAlsoInJson() {
        linked();
        compared();
        database.update("insert into bridge.verification (mapping, ended_at, complete_at, differing, fields)"
                + " values ('agent_jobs', now(), now(), 2, '{\"status\": 2}')");

        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status").out()).contains("agent_jobs: 2 records differed when both sides were compared last");
        Outcome json = run("status", "--json");
        assertThat(json.code()).isEqualTo(3);
        assertThat(JsonText.parse(json.out())).hasValueSatisfying(document -> {
            assertThat(document.path("healthy").asBoolean(true)).isFalse();
            assertThat(document.path("verified")
                            .path(0)
                            .path("fields")
                            .path("status")
                            .asInt())
                    .isEqualTo(2);
            assertThat(document.path("tables")
                            .path(0)
                            .path("swept")
                            .path("zapier_records")
                            .asInt())
                    .isEqualTo(7);
        });
    }

    @Test
    void drainRequeuesWhatIsParked() {
        linked();
        record("clock_timestamp()", "null", "'refused'");
        assertThat(run("drain", "--limit", "5").out()).contains("requeued 1 records");
        assertThat(run("drain").out()).contains("requeued 0 records");
    }

    @Test
    void whatWaitsForQuietHoursToEndIsToldAndNoAlarm() {
        linked();
        compared();
        record("null", "clock_timestamp() - interval '1 hour'", "null");
        database.update("insert into bridge.sync_record (mapping, s_key, parked_at, reason)"
                + " values ('agent_jobs', 'p', now(), 'refused')");
        assertThat(run("status").code()).isEqualTo(3);
        quiet("", "date_trunc('hour', clock_timestamp()) + interval '2 hours'");

        Outcome status = run("status");

        assertThat(status.code()).isZero();
        assertThat(status.out()).startsWith("Quiet: 1 pending").containsPattern("quiet until \\d\\d:00 Europe/Berlin");
        assertThat(run("status", "--json").out())
                .contains("\"quiet\"", "\"until\"")
                .contains("\"healthy\" : true");
        assertThat(run("drain").out())
                .contains("requeued 1 records")
                .containsPattern("agent_jobs: quiet until \\d\\d:00 Europe/Berlin; changes wait until then");
    }

    @Test
    void latenessCountsFromTheEndOfQuietHours() {
        linked();
        compared();
        record("null", "clock_timestamp() - interval '8 hours'", "null");
        quiet("", "clock_timestamp() - interval '5 s'");
        assertThat(run("status").code()).isZero();

        quiet("", "clock_timestamp() - interval '40 s'");
        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status").out())
                .containsPattern("agent_jobs: 4\\d s behind")
                .doesNotContain("quiet until");
    }

    @Test
    void aQuietTenantIsNoReasonForAnAlarmAndAnotherStillIs() {
        linked();
        compared();
        ownedBy("a", "k1", "refused");
        ownedBy("b", "k2", null);
        noteTenants();
        quiet("a", "clock_timestamp() + interval '3 days'");

        assertThat(run("status").code()).isZero();
        assertThat(run("status").out())
                .containsPattern("tenant a: .*parked 1 .*quiet until [A-Z][a-z]{2} \\d\\d:\\d\\d Europe/Berlin");
        assertThat(run("status", "--tenant", "a").code()).isZero();
        database.update("update bridge.sync_record set parked_at = now(), reason = 'refused' where tenant = 'b'");
        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status").out()).contains("agent_jobs: 1 parked");
        assertThat(run("status", "--tenant", "b").code()).isEqualTo(3);
        assertThat(run("drain", "--tenant", "b").out()).doesNotContain("quiet until");
        assertThat(run("drain", "--tenant", "a").out()).contains("agent_jobs of tenant a: quiet until");
    }

    @Test
    void soManyParkedRecordsAsAreToleratedAreNoReason() {
        linked();
        compared();
        record("clock_timestamp()", "null", "'refused'");

        assertThat(run("status", "--most-parked", "1").code()).isZero();
        assertThat(run("status", "--most-parked", "0").code()).isEqualTo(3);
        assertThat(run("status", "--most-parked", "few").code()).isEqualTo(2);
    }

    private void quiet(String tenant, String until) {
        database.update("insert into bridge.quiet (mapping, tenant, until, zone) values ('agent_jobs', '" + tenant
                + "', " + until
                + ", 'Europe/Berlin') on conflict (mapping, tenant) do update set until = excluded.until");
    }

    @Test
    void tenantsAreCountedAndOneCanBeAskedFor() {
        linked();
        compared();
        ownedBy("a", "k1", null);
        ownedBy("a", "k2", "refused");
        ownedBy("b", "k3", null);
        noteTenants();

        assertThat(run("status").out())
                .contains("tenant a: records 2  pending 0  parked 1  in doubt 0")
                .contains("tenant b: records 1  pending 0  parked 0  in doubt 0");
        assertThat(run("status", "--tenant", "a")).satisfies(status -> {
            assertThat(status.code()).isEqualTo(3);
            assertThat(status.out())
                    .startsWith("Tenant a: needs attention")
                    .contains("agent_jobs: 1 parked")
                    .doesNotContain("tenant b");
        });
        assertThat(run("status", "--tenant", "b").code()).isZero();
        assertThat(run("status", "--tenant", "c").code()).isEqualTo(1);
        assertThat(run("status", "--tenant", "c").out()).startsWith("No record of tenant c is known");
    }

    @Test
    void drainAndRetryLeaveOtherTenantsRecordsAlone() {
        linked();
        ownedBy("a", "k1", "refused");
        ownedBy("b", "k2", "refused");
        noteTenants();
        String other = String.valueOf(database.scalar("select id from bridge.sync_record where tenant = 'b'"));

        assertThat(run("retry-dlq", "--tenant", "a").out()).contains("k1").doesNotContain("k2");
        assertThat(run("retry-dlq", "--tenant", "a", "--envelope", other)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.out()).contains("nothing is parked under " + other + " for tenant a");
        });
        assertThat(run("drain", "--tenant", "a").out()).contains("requeued 1 records");
        assertThat(database.scalar("select s_key from bridge.sync_record where parked_at is not null"))
                .isEqualTo("k2");
        assertThat(run("retry-dlq", "--tenant", "b", "--envelope", other).code())
                .isZero();
        assertThat(database.scalar("select count(*) from bridge.sync_record where parked_at is not null"))
                .isEqualTo(0L);
    }

    @Test
    void tenantIsRefusedWhereNoMappingNamesIt() {
        linked();
        record("clock_timestamp()", "null", "'refused'");

        for (String verb : new String[] {"status", "drain", "retry-dlq"}) {
            Outcome outcome = run(verb, "--tenant", "a");
            assertThat(outcome.code()).as(verb).isEqualTo(2);
            assertThat(outcome.out())
                    .isEqualTo("--tenant cannot be used: no tenant field in the mapping of agent_jobs (1 parked). Add"
                            + " 'tenant: <field>' to the mapping file and start the bridge" + System.lineSeparator());
        }
        assertThat(database.scalar("select count(*) from bridge.sync_record where parked_at is not null"))
                .isEqualTo(1L);
    }

    /** As a bridge does that is started with a tenant in the mapping for the first time. */
    private void noteTenants() {
        TableMapping mapping = MappingYaml.read("t", "name: agent_jobs\ntenant: owner\nfields: {id: uuid, owner: text}")
                        instanceof MappingResult.Good good
                ? good.mapping()
                : Mappings.shipped().getFirst();
        new Tenants(mapping).adopt(new Database(database.dataSource()));
        assertThat(database.scalar("select tenant_field from bridge.mapping_state"))
                .isEqualTo("owner");
    }

    private void ownedBy(String tenant, String key, @Nullable String reason) {
        database.update(
                "insert into bridge.sync_record (mapping, s_key, parked_at, reason, memory) values ('agent_jobs', ?,"
                        + " case when ?::text is null then null else now() end, ?, jsonb_build_object('doubts',"
                        + " '[]'::jsonb, 'base', jsonb_build_object('owner', ?::text)))",
                key,
                reason,
                reason,
                tenant);
    }

    private void linked() {
        int unused = Migrations.ownSchema(database.dataSource());
        database.update("insert into bridge.mapping_state (mapping, z_table_id, z_table_name, z_fields)"
                + " values ('agent_jobs', 'T', 'agent_jobs', '{}')");
    }

    private void compared() {
        database.update("insert into bridge.sweep (mapping, started_at, complete_at, complete_found, supabase_rows,"
                + " zapier_records) values ('agent_jobs', now(), now(), 0, 7, 7)");
    }

    private void record(String parkedAt, String dueAt, String reason) {
        database.update(("insert into bridge.sync_record (mapping, s_key, parked_at, due_at, reason)"
                        + " values ('agent_jobs', 'k', %s, %s, %s)")
                .formatted(parkedAt, dueAt, reason));
    }

    private Outcome run(String... arguments) {
        try {
            Path config =
                    Files.writeString(folder.resolve("bridge.yaml"), "database_url: " + database.jdbcUrl() + "\n");
            StringWriter out = new StringWriter();
            CommandLine line =
                    BridgeMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
            String[] all = new String[arguments.length + 2];
            System.arraycopy(arguments, 0, all, 0, arguments.length);
            all[arguments.length] = "--config";
            all[arguments.length + 1] = config.toString();
            return new Outcome(line.execute(all), out.toString());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
