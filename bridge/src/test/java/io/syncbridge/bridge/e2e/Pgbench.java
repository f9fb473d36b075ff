package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PostgreSQL does by itself, without any bridge: the limit beside which the bridge's figures stand. */
record Pgbench(TestDatabase database) {

    private static final int SECONDS = Integer.getInteger("bridge.pgbench.seconds", 5);
    private static final Pattern RATE = Pattern.compile("tps = (\\d+)");
    /** In a table of its own, like the user's one; an upsert that changes something, and its audit row. */
    private static final String TABLE = """
            create table pgbench_jobs (like agent_jobs including all);
            insert into pgbench_jobs (id, job_type, status)
            select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'manual', 'queued' from generate_series(1, 10000) n;
            create table pgbench_log (like audit_log including all);
            """;

    private static final String GUARDED = """
            \\set n random(1, 10000)
            \\set v random(1, 1000000)
            begin;
            insert into pgbench_jobs as t (id, job_type, status, retry_count) values
              (('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid, 'manual', 'queued', :v)
              on conflict (id) do update set retry_count = excluded.retry_count, status = excluded.status, updated_at = now()
              where t.updated_at < now();
            insert into pgbench_log (actor, actor_type, action, resource_type, resource_id, metadata) values
              ('sync-bridge', 'system', 'agent_job_synced', 'agent_jobs', '00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'),
               '{"sync_direction": "tables_to_supabase", "lag_ms": 12}');
            commit;
            """;

    private static final String INBOX =
            "create table pgbench_inbox (id bigint generated always as identity primary key, mapping text, record text)";

    private static final String INSERT = """
            \\set n random(1, 1000000)
            insert into pgbench_inbox (mapping, record) values ('agent_jobs', '01J' || lpad(:n::text, 23, '0'));
            """;

    /** Transactions a second with 1, 8 and 32 clients; empty where pgbench is not installed. */
    List<Integer> guardedUpserts() throws IOException, InterruptedException {
        database.execute(TABLE);
        return run(GUARDED);
    }

    /** Small rows stored durably, one a transaction; as {@link #guardedUpserts}. */
    List<Integer> durableInserts() throws IOException, InterruptedException {
        database.execute(INBOX);
        return run(INSERT);
    }

    private List<Integer> run(String script) throws IOException, InterruptedException {
        List<Integer> all = new ArrayList<>();
        for (int clients : List.of(1, 8, 32)) {
            all.addAll(run(script, clients));
        }
        return all;
    }

    private List<Integer> run(String script, int clients) throws IOException, InterruptedException {
        URI at = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        Path file = Files.createTempFile("guarded-", ".pgbench");
        try {
            Files.writeString(file, script);
            Process process = new ProcessBuilder(
                            "pgbench",
                            "-n",
                            "-M",
                            "prepared",
                            "-c",
                            String.valueOf(clients),
                            "-j",
                            "2",
                            "-T",
                            String.valueOf(SECONDS),
                            "-f",
                            file.toString(),
                            "-h",
                            at.getHost(),
                            "-p",
                            String.valueOf(at.getPort()),
                            "-U",
                            "postgres",
                            at.getPath().substring(1))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher rate = RATE.matcher(said);
            if (process.waitFor() != 0 || !rate.find()) {
                throw new IllegalStateException("pgbench failed: " + said);
            }
            return List.of(Integer.valueOf(rate.group(1)));
        } catch (IOException absent) {
            System.out.println("pgbench is not installed: its figures are left out");
            return List.of();
        } finally {
            Files.delete(file);
        }
    }
}
