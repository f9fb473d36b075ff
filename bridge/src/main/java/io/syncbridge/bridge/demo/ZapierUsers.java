package io.syncbridge.bridge.demo;

import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** People and Zaps in Zapier Tables: they create jobs and audit records, edit cells, override decisions. */
final class ZapierUsers {
    private final SimTable jobs;
    private final SimTable decisions;
    private final SimTable audit;
    private final Keys keys;

    ZapierUsers(ZapierTablesSimulator zapier, Keys keys) {
        this.jobs = zapier.table(AgentTables.AGENT_JOBS);
        this.decisions = zapier.table(AgentTables.AGENT_DECISIONS);
        this.audit = zapier.table(AgentTables.AUDIT_LOG);
        this.keys = keys;
    }

    void act(RandomGenerator random) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            createJob(random);
        } else if (dice < 80) {
            edit(jobs, keys.anyJob(random), Map.of("parameters", "{\"radius\": " + random.nextInt(1000) + "}"));
        } else if (dice < 90) {
            edit(
                    decisions,
                    keys.anyDecision(random),
                    Map.of(
                            "overridden_by",
                            "reviewer " + random.nextInt(9),
                            "override_reason",
                            "seen " + UUID.randomUUID()));
        } else {
            audit.create(Map.of(
                    "timestamp", now(),
                    "actor", "zapier_router",
                    "actor_type", "zapier_agent",
                    "action", "lead_qualified",
                    "resource_id", UUID.randomUUID().toString(),
                    "metadata", "{\"score\": " + random.nextInt(100) + "}",
                    "severity", "info",
                    "compliance_tags", "gdpr, soc2"));
        }
    }

    boolean cancel(String job, RandomGenerator random) {
        return edit(jobs, job, Map.of("status", "cancelled", "error_message", "cancelled by hand " + random.nextInt()));
    }

    private void createJob(RandomGenerator random) {
        String id = UUID.randomUUID().toString();
        jobs.create(Map.of(
                "id",
                id,
                "job_type",
                random.nextBoolean() ? "discovery" : "enrichment",
                "status",
                "queued",
                "initiated_by",
                "zapier_discovery_coordinator",
                "initiated_by_type",
                "zapier_agent",
                "parameters",
                "{\"metro\": \"Austin\", \"radius\": " + random.nextInt(50) + "}",
                "retry_count",
                0,
                "created_at",
                now(),
                "updated_at",
                now()));
        keys.job(id);
    }

    private static boolean edit(SimTable table, String key, Map<String, ?> values) {
        List<SimRecord> found = table.recordsWhere("id", key);
        Optional<SimRecord> live = found.stream().filter(SimRecord::live).findFirst();
        live.ifPresent(present -> table.update(present.id(), values));
        return live.isPresent();
    }

    private static String now() {
        return Instant.now().toString();
    }
}
