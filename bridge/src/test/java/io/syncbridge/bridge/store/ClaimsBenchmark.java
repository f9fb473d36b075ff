package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How long a claim of 100 takes with a million due: without tenants, with a thousand of which one has nine tenths of the
 * backlog, with a lock for each, and with that one quiet. Not part of the build; {@code benchmarks/claims/run} runs it.
 */
@Tag("benchmark")
final class ClaimsBenchmark {
    private static final int BACKLOG = Integer.getInteger("bridge.backlog", 1_000_000);
    private static final int CLAIMS = 40;
    private static final long MOST_MS = 50;
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final String FIELDS = "fields: {id: uuid, owner: text}";

    private final TestDatabase server =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final Database database = new Database(server.dataSource());
    private final SyncRecords bare = records("name: bare\n" + FIELDS);
    private final SyncRecords owned = records("name: owned\ntenant: owner\n" + FIELDS);
    private final SyncRecords locked = records("name: owned\ntenant: owner\ntenant_lock: true\n" + FIELDS);

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    @Timeout(900)
    void aClaimStaysQuickWhosoeverTheBacklogIs() {
        fill("bare", "null");
        fill("owned", "case when n % 10 > 0 then 'big' else 'tenant ' || n / 10 % 1000 end");
        server.execute("analyze bridge.sync_record");

        measure("no tenants, indexes as they are", () -> bare.claim(100, LEASE), bare);
        measure("1,001 tenants", () -> owned.claim(100, LEASE), owned);
        measure("1,001 tenants, the large one quiet", () -> owned.claim(100, LEASE, Set.of("big")), owned);
        measure("1,001 tenants with locks", () -> locked.claim(100, LEASE), locked);
        long now = changes();
        server.execute("drop index bridge.sync_record_due_bare");
        server.execute("create index sync_record_due on bridge.sync_record (mapping, due_at) where due_at is not null");
        measure("no tenants, one index as it was", () -> before(), bare);
        System.out.printf(
                "marking 10,000 records due, no tenants: %d ms; with one index as it was: %d ms%n", now, changes());
    }

    private void fill(String mapping, String tenant) {
        server.execute("insert into bridge.sync_record (mapping, s_key, tenant, wanted, due_at)"
                + " select '" + mapping + "', 'key-' || n, " + tenant
                + ", 1, clock_timestamp() - n * interval '1 millisecond' from generate_series(1, " + BACKLOG + ") n");
    }

    /** The claim as it was before records had turns by tenant: nothing but the index differs for a table without tenants. */
    private List<Claim> before() {
        return database.transaction(tx -> {
            List<Long> ids = tx.all("""
                    with oldest as (
                      select id from bridge.sync_record where mapping = 'bare' and due_at <= clock_timestamp()
                         and (lease_until is null or lease_until < clock_timestamp())
                       order by due_at limit 50 for update skip locked),
                    newest as (
                      select id from bridge.sync_record where mapping = 'bare' and due_at <= clock_timestamp()
                         and (lease_until is null or lease_until < clock_timestamp())
                       order by due_at desc limit 50 for update skip locked)
                    update bridge.sync_record r set lease_until = clock_timestamp() + interval '5 minutes', fence = r.fence + 1
                      from (select id from oldest union select id from newest) due
                     where r.id = due.id returning r.id, r.memory::text
                    """, row -> row.getLong("id"));
            assertThat(ids).hasSize(100);
            return List.of();
        });
    }

    private void measure(String what, Supplier<List<Claim>> claim, SyncRecords records) {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            long start = System.nanoTime();
            List<Claim> claims = claim.get();
            took.add((System.nanoTime() - start) / 1000);
            records.release(claims);
        }
        took.sort(Long::compare);
        System.out.printf(
                "claims of 100 among %,d due, %s: median %.1f ms, slowest %.1f ms%n",
                BACKLOG, what, took.get(CLAIMS / 2) / 1000.0, took.getLast() / 1000.0);
        assertThat(took.get(CLAIMS / 2)).as(what).isLessThan(MOST_MS * 1000);
    }

    /** The median of five rounds. */
    private long changes() {
        return IntStream.range(0, 5)
                .mapToLong(round -> change())
                .sorted()
                .skip(2)
                .findFirst()
                .orElseThrow();
    }

    private long change() {
        long start = System.nanoTime();
        server.execute("update bridge.sync_record set wanted = wanted + 1, due_at = clock_timestamp()"
                + " where mapping = 'bare' and id in (select id from bridge.sync_record where mapping = 'bare'"
                + " order by id desc limit 10000)");
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private SyncRecords records(String yaml) {
        return new SyncRecords(mapping(yaml), database);
    }

    private static TableMapping mapping(String yaml) {
        if (MappingYaml.read("benchmark", yaml) instanceof MappingResult.Good good) {
            return good.mapping();
        }
        throw new IllegalArgumentException(yaml);
    }
}
