package io.syncbridge.bridge.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** Agents that work on the database directly: they start jobs, move them on, decide, and count requests. */
final class SupabaseAgents {
    private static final String[] NEXT = {"running", "completed", "failed", "queued"};

    private final DataSource database;
    private final Keys keys;

    SupabaseAgents(DataSource database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    void act(RandomGenerator random) throws SQLException {
        int dice = random.nextInt(100);
        if (dice < 25) {
            String id = UUID.randomUUID().toString();
            run(
                    "insert into agent_jobs (id, job_type, status, initiated_by, initiated_by_type, parameters)"
                            + " values (cast(? as uuid), 'qualification', 'queued', 'claude_qualifier', 'claude_agent',"
                            + " jsonb_build_object('lead_id', ?))",
                    id,
                    UUID.randomUUID().toString());
            keys.job(id);
        } else if (dice < 70) {
            run(
                    "update agent_jobs set status = ?, results = jsonb_build_object('note', ?), started_at = now()"
                            + " where id = cast(? as uuid)",
                    NEXT[random.nextInt(NEXT.length)],
                    UUID.randomUUID().toString(),
                    keys.anyJob(random));
        } else if (dice < 90) {
            String id = UUID.randomUUID().toString();
            run(
                    "insert into agent_decisions (id, lead_id, decision_type, agent_name, agent_type, decision,"
                            + " confidence, reasoning) values (cast(? as uuid), gen_random_uuid(), 'qualification',"
                            + " 'claude_qualifier', 'claude_agent', 'qualified', 0.87, ?)",
                    id,
                    "because of " + UUID.randomUUID());
            keys.decision(id);
        } else {
            run("select check_rate_limit(?, 100000, 60)", "service-" + random.nextInt(5));
        }
    }

    String anyJob(RandomGenerator random) {
        return keys.anyJob(random);
    }

    boolean fail(String job, RandomGenerator random) throws SQLException {
        return run(
                "update agent_jobs set status = 'failed', error_message = ? where id = cast(? as uuid)",
                "failed with code " + random.nextInt(),
                job);
    }

    private boolean run(String sql, String... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            return statement.execute() || statement.getUpdateCount() > 0;
        }
    }
}
