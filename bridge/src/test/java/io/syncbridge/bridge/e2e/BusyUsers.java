package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Users who work on agent_jobs on both sides at once. Each record is edited on the side where it was made, its
 * {@code retry_count} going up by one each time: so the last value is known, and a change that was applied or told twice
 * shows.
 */
final class BusyUsers {

    private static final int MOST_PER_SIDE = 120;

    private final TestStack stack;
    private final SimTable jobs;
    private final Duration pace;
    private final Map<String, Integer> rows = new ConcurrentHashMap<>();
    private final Map<String, Integer> records = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> users;

    /** At work until {@link #stop}; a change on each side every {@code pace}. */
    BusyUsers(TestStack stack, Duration pace, long seed) {
        this.stack = stack;
        this.jobs = stack.table("agent_jobs");
        this.pace = pace;
        this.users = List.of(
                Thread.startVirtualThread(() -> work(new Random(seed), this::changeRow)),
                Thread.startVirtualThread(() -> work(new Random(seed + 1), this::changeRecord)));
    }

    /** Changes that were committed so far. */
    long changes() {
        return changes.get();
    }

    /** Ends after the changes under way. */
    void stop() throws InterruptedException {
        end.countDown();
        for (Thread user : users) {
            user.join();
        }
    }

    /** Both sides hold every record once with its last value, and each change is told at most once, the last one surely. */
    void assertNothingLostOrDoubled() {
        Map<String, Integer> inSupabase = new ConcurrentHashMap<>();
        stack.database()
                .rows("select id::text as id, retry_count from agent_jobs")
                .forEach(row -> inSupabase.put(
                        String.valueOf(row.get("id")), Integer.valueOf(String.valueOf(row.get("retry_count")))));
        Map<String, Integer> inZapier = new ConcurrentHashMap<>();
        List<String> manual = new ArrayList<>();
        for (SimRecord job : jobs.records()) {
            String id = jobs.text(job, "id").orElseThrow(() -> new AssertionError("no id in " + job));
            Integer before = inZapier.put(
                    id, Integer.valueOf(jobs.text(job, "retry_count").orElse("0")));
            assertThat(before).as("a second record of " + id).isNull();
            if (records.containsKey(job.id())) {
                manual.add(id);
                assertThat(inZapier.get(id)).isGreaterThanOrEqualTo(records.get(job.id()));
            }
        }
        assertThat(inZapier).isEqualTo(inSupabase);
        assertThat(manual).hasSize(records.size());
        rows.forEach(
                (id, last) -> assertThat(inSupabase.get(id)).as(id).isNotNull().isGreaterThanOrEqualTo(last));
        assertThat(toldTwice()).as("changes told twice").isEmpty();
        Map<String, List<AuditRows.Entry>> told =
                stack.audit().entries().stream().collect(Collectors.groupingBy(AuditRows.Entry::resource));
        inSupabase.forEach((id, last) -> {
            String direction = manual.contains(id) ? "tables_to_supabase" : "supabase_to_tables";
            assertThat(told.getOrDefault(id, List.of()))
                    .as("audit rows of %s, last value %s", id, last)
                    // A write of ours that landed late and is put right tells of no change of anybody's.
                    .filteredOn(entry -> !entry.text("rule").equals("late_landing"))
                    .allMatch(entry -> entry.text("sync_direction").equals(direction))
                    .filteredOn(entry -> entry.changedTo("retry_count").equals(String.valueOf(last)))
                    .hasSize(1);
        });
    }

    private List<?> toldTwice() {
        return stack.database().rows("""
                        select resource_id, metadata->'changes'->'retry_count'->>1 as value, count(*),
                               string_agg(metadata->>'sync_direction' || ' ' || (metadata->>'rule'), ', ') as how
                          from audit_log
                         where actor = 'sync-bridge' and metadata->'changes'->'retry_count' is not null
                           and metadata->>'rule' <> 'late_landing' -- puts back a value that an older write of ours replaced
                         group by 1, 2 having count(*) > 1
                        """);
    }

    private void work(Random random, java.util.function.Consumer<Random> change) {
        try {
            do {
                try {
                    change.accept(random);
                    changes.incrementAndGet();
                } catch (IllegalStateException ignored) {
                    // The database is down on purpose; whether this change was committed shows in the end.
                }
            } while (!end.await(pace.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void changeRow(Random random) {
        if (rows.size() < MOST_PER_SIDE && random.nextInt(3) == 0) {
            String id = new UUID((random.nextLong() & ~0xF000L) | 0x4000L, random.nextLong() | 0x8000000000000000L)
                    .toString();
            stack.supabase()
                    .insert(
                            "agent_jobs",
                            Map.of("id", id, "job_type", "discovery", "status", "queued", "retry_count", 1));
            rows.put(id, 1);
        } else if (!rows.isEmpty()) {
            String id = any(rows, random);
            stack.database().update("update agent_jobs set retry_count = retry_count + 1 where id = ?", id);
            rows.merge(id, 1, Integer::sum);
        }
    }

    private void changeRecord(Random random) {
        if (records.size() < MOST_PER_SIDE && random.nextInt(3) == 0) {
            records.put(
                    jobs.create(Map.of("job_type", "manual", "status", "queued", "retry_count", 1))
                            .id(),
                    1);
        } else if (!records.isEmpty()) {
            String id = any(records, random);
            int next = records.getOrDefault(id, 0) + 1;
            jobs.update(id, Map.of("retry_count", next));
            records.put(id, next);
        }
    }

    private static String any(Map<String, Integer> of, Random random) {
        List<String> ids = of.keySet().stream().sorted().toList();
        return ids.get(random.nextInt(ids.size()));
    }
}
