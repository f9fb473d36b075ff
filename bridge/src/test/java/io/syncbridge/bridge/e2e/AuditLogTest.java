package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** audit_log: one way, insert only, each record of Zapier exactly once. */
@Execution(ExecutionMode.CONCURRENT)
final class AuditLogTest {

    private static final String USERS_ROWS = "select * from audit_log where actor <> 'sync-bridge'";
    private static final Map<String, Object> ENTRY =
            Map.of("actor", "ada", "actor_type", "human", "action", "lead_exported");

    private final TestStack stack = TestStack.start();

    @AfterEach
    void close() {
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void aRecordBecomesOneRowHoweverOftenItIsDelivered(int times) {
        var record = stack.table("audit_log").create(ENTRY);

        stack.post().zapierRecord("audit_log", record.id(), times);
        stack.awaitQuiet();
        stack.post().zapierRecord("audit_log", record.id(), times);
        stack.awaitQuiet();

        assertThat(stack.database().rows(USERS_ROWS)).hasSize(1);
        assertThat(stack.audit().entries()).isEmpty();
    }

    @Test
    void twoRecordsOfTheSameContentAreTwoRows() {
        stack.table("audit_log").create(ENTRY);
        stack.table("audit_log").create(ENTRY);

        stack.awaitQuiet();

        assertThat(stack.database().rows(USERS_ROWS)).hasSize(2);
    }

    @Test
    void anEditInZapierChangesNothingAndIsReportedOnce() {
        var log = stack.table("audit_log");
        var record = log.create(ENTRY);
        stack.awaitQuiet();

        log.update(record.id(), Map.of("actor", "mallory"));
        stack.post().zapierRecord("audit_log", record.id(), 5);
        stack.awaitQuiet();
        stack.post().zapierRecord("audit_log", record.id(), 1);
        stack.awaitQuiet();

        assertThat(stack.database().rows(USERS_ROWS)).hasSize(1);
        assertThat(stack.database().scalar("select count(*) from audit_log where actor = 'ada'"))
                .isEqualTo(1L);
        AuditRows.Entry report = stack.audit().only();
        assertThat(report.action()).isEqualTo("sync_skipped_stale_data");
        assertThat(report.resource()).isEqualTo(record.id());
        assertThat(report.metadata().path("changes").path("actor").toString()).isEqualTo("[\"ada\",\"mallory\"]");
    }

    @Test
    void aDeleteInZapierLeavesTheRow() {
        var log = stack.table("audit_log");
        var record = log.create(ENTRY);
        stack.awaitQuiet();

        log.delete(record.id());
        stack.awaitQuiet();
        log.restore(record.id());
        stack.awaitQuiet();

        assertThat(stack.database().rows(USERS_ROWS)).hasSize(1);
    }

    @Test
    void rowsOfTheDatabaseAndOfTheBridgeItselfNeverTravel() {
        stack.database()
                .execute("insert into audit_log (actor, actor_type, action) values ('cron', 'system', 'cleaned_up')");
        stack.supabase().insertJob("queued");
        stack.awaitAgreement();

        assertThat(stack.audit().actions()).containsExactly("agent_job_synced");
        assertThat(stack.table("audit_log").records()).isEmpty();
    }

    @Test
    void valuesLandInTheTypesOfTheirColumns() {
        stack.table("audit_log")
                .create(Map.of(
                        "actor", "ada",
                        "actor_type", "human",
                        "action", "lead_exported",
                        "timestamp", "2026-01-02T03:04:05Z",
                        "metadata", "{\"rows\": 12}",
                        "ip_address", "192.0.2.7",
                        "compliance_tags", "gdpr, sox",
                        "data_classification", "internal"));
        stack.awaitQuiet();

        var row = stack.database().rows("""
                        select metadata->>'rows' as rows, host(ip_address) as host, family(ip_address) as family,
                               compliance_tags[1] as first, compliance_tags[2] as second, severity, retention_days,
                               timestamp = '2026-01-02T03:04:05Z' as on_time
                          from audit_log where actor = 'ada'
                        """).getFirst();
        assertThat(row)
                .containsEntry("rows", "12")
                .containsEntry("host", "192.0.2.7")
                .containsEntry("family", 4)
                .containsEntry("first", "gdpr")
                .containsEntry("second", "sox")
                .containsEntry("severity", "info")
                .containsEntry("retention_days", 2555)
                .containsEntry("on_time", true);
    }

    @Test
    void anAddressThatIsNoneIsSetAsideUntilItIsCorrectedAndIsThenRecordedOnce() {
        var log = stack.table("audit_log");
        var record = log.create(
                Map.of("actor", "ada", "actor_type", "human", "action", "lead_exported", "ip_address", "300.1.2.3"));

        assertThat(stack.awaitParked("audit_log")).contains("ip_address ").contains("300.1.2.3");
        assertThat(stack.database().rows(USERS_ROWS)).isEmpty();

        log.update(record.id(), Map.of("ip_address", "203.0.113.9"));
        stack.awaitQuiet();

        assertThat(stack.parked("audit_log")).isEmpty();
        assertThat(stack.database().rows(USERS_ROWS)).hasSize(1);
    }
}
