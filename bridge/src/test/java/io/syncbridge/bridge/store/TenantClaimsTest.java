package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How batches are shared among tenants, and who works for whom alone. */
@Timeout(60)
final class TenantClaimsTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TestDatabase server =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final Database database = new Database(server.dataSource());
    private final SyncRecords plain = records("");
    private final SyncRecords locking = records("tenant_lock: true\n");

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    void aBacklogOfOneTenantDelaysNoOther() {
        due("big", 5000);
        due("small", 3);
        due("tiny", 1);

        assertThat(counts(plain.claim(100, LEASE))).isEqualTo(Map.of("big", 96L, "small", 3L, "tiny", 1L));
        assertThat(counts(plain.claim(100, LEASE))).isEqualTo(Map.of("big", 100L));
    }

    @Test
    void recordsWhoseTenantIsNotKnownYetHaveTheirShare() {
        due("big", 5000);
        bare(200);

        assertThat(counts(plain.claim(100, LEASE))).isEqualTo(Map.of("big", 50L, "", 50L));
        due("other", 2);
        assertThat(counts(plain.claim(100, LEASE))).containsEntry("other", 2L).containsEntry("", 49L);
    }

    @Test
    void everyTenantHasItsTurnHoweverManyThereAre() {
        for (int i = 0; i < 300; i++) {
            due("t" + i, 200);
        }

        Set<String> served = new HashSet<>();
        for (int i = 0; i < 13; i++) {
            List<Claim> claims = plain.claim(100, LEASE);
            assertThat(claims).hasSizeBetween(90, 100);
            served.addAll(counts(claims).keySet());
        }
        assertThat(served).hasSize(300);
    }

    @Test
    void theLongestWaitingAndTheLatestOfATenantComeFirst() {
        due("a", 1000);
        List<String> keys = plain.claim(10, LEASE).stream()
                .map(claim -> claim.key().orElseThrow())
                .toList();
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "a-1000", "a-999", "a-998", "a-997", "a-996", "a-995", "a-1", "a-2", "a-3", "a-4");
    }

    @Test
    void quietTenantsAreLeftAloneAndNobodyWaitsForThem() {
        due("asleep", 5000);
        due("awake", 3);

        assertThat(counts(plain.claim(100, LEASE, Set.of("asleep")))).isEqualTo(Map.of("awake", 3L));
        assertThat(plain.claim(100, LEASE, Set.of("asleep"))).isEmpty();
        assertThat(counts(plain.claim(100, LEASE))).isEqualTo(Map.of("asleep", 100L));
    }

    @Test
    void aTenantFromATimeBeforeIsWorkedOffByAMappingWithoutTenants() {
        due("former", 3);
        bare(2);
        SyncRecords without = new SyncRecords(mapping("name: notes\nfields: {id: uuid}"), database);

        assertThat(without.claim(100, LEASE)).hasSize(2);
        assertThat(without.claim(100, LEASE)).hasSize(3);
    }

    @Test
    void oneBatchAtATimeWorksForALockedTenant() {
        due("a", 500);
        due("b", 1);
        List<Claim> first = locking.claim(100, LEASE);
        assertThat(counts(first)).isEqualTo(Map.of("a", 99L, "b", 1L));

        due("c", 1);
        List<Claim> second = locking.claim(100, LEASE);
        assertThat(counts(second)).isEqualTo(Map.of("c", 1L));
        assertThat(locking.claim(100, LEASE)).isEmpty();

        locking.release(first);
        assertThat(counts(locking.claim(100, LEASE))).isEqualTo(Map.of("a", 100L));
    }

    @Test
    void aLockThatRanOutIsTakenOverAndALateEndTakesItFromNobody() {
        due("a", 300);
        List<Claim> frozen = locking.claim(100, LEASE);
        server.update("update bridge.tenant_lease set until = clock_timestamp() - interval '1 s'");

        List<Claim> next = locking.claim(100, LEASE);
        assertThat(next).hasSize(100);
        locking.release(frozen);
        assertThat(locking.claim(100, LEASE)).isEmpty();
    }

    @Test
    void manyWorkersAtOnceNeverWorkForOneTenantTogether() throws Exception {
        for (int i = 0; i < 6; i++) {
            due("t" + i, 60);
        }
        Map<String, String> working = new java.util.concurrent.ConcurrentHashMap<>();
        List<Long> done = java.util.Collections.synchronizedList(new ArrayList<>());

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> workers = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(worker -> () -> {
                        SyncRecords own = records("tenant_lock: true\n");
                        while (done.size() < 360) {
                            List<Claim> claims = own.claim(20, LEASE);
                            for (String tenant : counts(claims).keySet()) {
                                assertThat(working.putIfAbsent(tenant, "worker " + worker))
                                        .isNull();
                            }
                            for (Claim claim : claims) {
                                database.apply(tx -> own.settle(tx, claim, claim.memory(), false));
                                done.add(claim.id());
                            }
                            counts(claims).keySet().forEach(working::remove);
                            own.release(claims);
                        }
                        return true;
                    })
                    .toList();
            for (Future<Boolean> worker : threads.invokeAll(workers)) {
                assertThat(worker.get()).isTrue();
            }
        }
        assertThat(done).hasSize(360).doesNotHaveDuplicates();
    }

    @Test
    void aRecordThatTurnsOutToBeALockedTenantsGoesBackUntilTheOtherBatchEnds() {
        due("a", 5);
        List<Claim> first = locking.claim(100, LEASE);
        bare(3);
        List<Claim> second = locking.claim(100, LEASE);
        assertThat(counts(second)).isEqualTo(Map.of("", 3L));
        TenantTurns turns = new TenantTurns(mapping(true), database, locking, LEASE);

        List<Claim> admitted = turns.admitted(
                second, Map.of(second.get(0).id(), owned("a"), second.get(1).id(), owned("b")), Set.of());

        assertThat(admitted).containsExactly(second.get(1), second.get(2));
        assertThat(locking.claim(100, LEASE)).isEmpty();
        locking.release(first);
        assertThat(counts(locking.claim(100, LEASE))).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void aRecordThatTurnsOutToBeAQuietTenantsGoesBackAndWaits() {
        bare(2);
        List<Claim> claims = plain.claim(100, LEASE);
        TenantTurns turns = new TenantTurns(mapping(false), database, plain, LEASE);

        assertThat(turns.admitted(
                        claims,
                        Map.of(claims.get(0).id(), owned("a"), claims.get(1).id(), owned("b")),
                        Set.of("a")))
                .containsExactly(claims.get(1));
        assertThat(plain.claim(100, LEASE, Set.of("a"))).isEmpty();
        assertThat(counts(plain.claim(100, LEASE))).isEqualTo(Map.of("a", 1L));
    }

    private static Row owned(String tenant) {
        return Row.of(Map.of("owner", new FieldValue.Text(tenant)));
    }

    private void due(String tenant, int count) {
        server.update(
                "insert into bridge.sync_record (mapping, s_key, tenant, wanted, due_at) select 'notes', ?::text || '-' || n,"
                        + " ?, 1, clock_timestamp() - n * interval '1 s' from generate_series(1, ?) n",
                tenant,
                tenant,
                count);
    }

    private void bare(int count) {
        server.update(
                "insert into bridge.sync_record (mapping, s_key, wanted, due_at) select 'notes', 'new-' || n, 1,"
                        + " clock_timestamp() - n * interval '1 s' from generate_series(1, ?) n",
                count);
    }

    private static Map<String, Long> counts(List<Claim> claims) {
        return claims.stream()
                .collect(Collectors.groupingBy(claim -> claim.turn().tenant().orElse(""), Collectors.counting()));
    }

    private SyncRecords records(String more) {
        return new SyncRecords(mapping(!more.isEmpty()), database);
    }

    private static TableMapping mapping(boolean lock) {
        return mapping("name: notes\ntenant: owner\n" + (lock ? "tenant_lock: true\n" : "")
                + "fields: {id: uuid, owner: text}");
    }

    private static TableMapping mapping(String yaml) {
        return Optional.of(MappingYaml.read("test", yaml))
                .filter(MappingResult.Good.class::isInstance)
                .map(MappingResult.Good.class::cast)
                .map(MappingResult.Good::mapping)
                .orElseThrow();
    }
}
