package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.sync.HintIntake;
import io.syncbridge.bridge.sync.IntakePressure;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a bookkeeping row, many workers and webhooks at a time. */
@Timeout(60)
final class SyncRecordsTest {
    private static final String KEY = "0190c3a0-0000-7000-8000-000000000001";
    private static final String RECORD = "01HRECORD00000000000000001";
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Memory KNOWN = new Memory(
            Memory.Standing.LIVE,
            Row.of(Map.of("status", new FieldValue.Text("queued"))),
            Memory.NOTHING.zapierVersion(),
            Memory.NOTHING.stamp(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    private final TestDatabase server =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final TableMapping mapping = Mappings.shipped().getFirst();
    private final Database database = new Database(server.dataSource());
    private final SyncRecords records = new SyncRecords(mapping, database);

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    void everyDueRecordIsClaimedByExactlyOneOfManyWorkers() throws Exception {
        database.apply(tx -> {
            for (int i = 0; i < 500; i++) {
                Hints.aboutKey(tx, mapping.name(), "key-" + i, Claim.Kind.SUPABASE);
            }
        });

        List<List<Long>> byWorker = together(8, unused -> {
            List<Long> mine = new ArrayList<>();
            List<Claim> claims = records.claim(7, LEASE);
            while (!claims.isEmpty()) {
                assertThat(claims).hasSizeLessThanOrEqualTo(7);
                claims.forEach(claim -> mine.add(claim.id()));
                claims = records.claim(7, LEASE);
            }
            return mine;
        });

        assertThat(byWorker.stream().flatMap(List::stream)).hasSize(500).doesNotHaveDuplicates();
        assertThat(server.scalar("select count(*) from bridge.sync_record where fence = 1"))
                .isEqualTo(500L);
    }

    @Test
    void theLongestWaitingIsClaimedFirstAndOtherTablesAreLeftAlone() {
        database.apply(tx -> Hints.aboutKey(tx, "another_table", "x", Claim.Kind.SUPABASE));
        hint("late");
        hint("early");
        server.update("update bridge.sync_record set due_at = due_at - interval '1 hour' where s_key = 'early'");

        assertThat(records.claim(1, LEASE))
                .singleElement()
                .extracting(Claim::key)
                .isEqualTo(Optional.of("early"));
        assertThat(records.claim(9, LEASE))
                .singleElement()
                .extracting(Claim::key)
                .isEqualTo(Optional.of("late"));
    }

    @Test
    void aLeaseThatRanOutMayBeTakenOverAndTheLateHolderChangesNothing() {
        hint(KEY);
        Claim late = claim();
        assertThat(records.claim(1, LEASE)).isEmpty();
        runOut();
        Claim now = claim();
        assertThat(now.fence()).isGreaterThan(late.fence());
        Map<String, ?> before = row();

        database.apply(tx -> {
            assertThat(records.lock(tx, late)).isFalse();
            records.settle(tx, late.linked(Optional.of(RECORD)), KNOWN, false);
            records.keep(tx, late.linked(Optional.of(RECORD)), KNOWN);
            assertThat(records.park(tx, late, failure("late"))).isFalse();
        });
        records.later(late, Duration.ZERO);

        assertThat(row()).isEqualTo(before);
        database.apply(tx -> assertThat(records.lock(tx, now)).isTrue());
    }

    @Test
    void settlingEndsTheLeaseAndRemembers() {
        hint(KEY);
        Claim claim = claim();

        database.apply(tx -> records.settle(tx, claim.linked(Optional.of(RECORD)), KNOWN, false));

        assertThat(records.backlog()).isEqualTo(new SyncRecords.Backlog(0, 0));
        assertThat(records.nextDue()).isEmpty();
        hint(KEY);
        assertThat(claim())
                .returns(KNOWN, Claim::memory)
                .returns(Optional.of(RECORD), Claim::zapierId)
                .returns(0, Claim::tries);
    }

    @Test
    void aHintDuringAPassKeepsTheRecordDue() {
        hint(KEY);
        Claim claim = claim();
        hint(KEY);

        database.apply(tx -> {
            records.settle(tx, claim, KNOWN, false);
            Hints.forget(tx, claim.hintIds());
        });

        Claim again = claim();
        assertThat(again.hints()).hasSize(1);
        assertThat(again.hintIds()).doesNotContainAnyElementsOf(claim.hintIds());
    }

    @Test
    void aHintDuringAPassDoesNotEndTheLease() {
        hint(KEY);
        Claim claim = claim();
        hint(KEY);

        assertThat(records.claim(1, LEASE)).isEmpty();
        assertThat(records.nextDue().orElseThrow()).isPositive();
        database.apply(tx -> assertThat(records.lock(tx, claim)).isTrue());
    }

    @Test
    void aParkedRecordWaitsUntilAHintComes() {
        hint(KEY);
        Claim claim = claim();
        database.apply(
                tx -> assertThat(records.park(tx, claim, failure("too long"))).isTrue());
        assertThat(records.backlog()).isEqualTo(new SyncRecords.Backlog(0, 1));
        assertThat(records.deadLetters().newest(5))
                .singleElement()
                .returns(KEY, DeadLetters.Parked::record)
                .returns("too long", DeadLetters.Parked::reason);
        assertThat(records.claim(1, LEASE)).isEmpty();

        hint(KEY);

        assertThat(records.backlog()).isEqualTo(new SyncRecords.Backlog(1, 0));
        assertThat(claim().hints())
                .as("what led to parking is not read again by itself")
                .hasSize(1);
    }

    @Test
    void aHintThatCameMeanwhileIsLookedAtInsteadOfParking() {
        hint(KEY);
        Claim claim = claim();
        hint(KEY);

        database.apply(
                tx -> assertThat(records.park(tx, claim, failure("too long"))).isFalse());

        assertThat(records.backlog()).isEqualTo(new SyncRecords.Backlog(1, 0));
        assertThat(claim().hints()).hasSize(2);
    }

    @Test
    void laterMeansAfterTheWaitOrAtOnceWhenAHintComes() {
        hint(KEY);
        records.later(claim(), Duration.ofHours(1));
        assertThat(records.claim(1, LEASE)).isEmpty();
        assertThat(records.nextDue().orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));

        hint(KEY);
        Claim claim = claim();
        assertThat(claim.tries()).isEqualTo(1);
        hint(KEY);
        records.later(claim, Duration.ofHours(1));

        assertThat(claim().tries()).isEqualTo(2);
    }

    @Test
    void manyWebhooksAboutOneNewRecordMakeOneRowAndKeepEveryHint() throws Exception {
        HintIntake intake = intake();

        List<Receipt> byKey = together(20, unused -> intake.accept(List.of(new Hint.SupabaseRow(mapping.name(), KEY))));
        List<Receipt> byRecord = together(
                20, i -> intake.accept(List.of(new Hint.ZapierRecord(mapping.name(), RECORD, Optional.of("p" + i)))));

        assertThat(byKey).hasSize(20).allMatch(Receipt.Stored.class::isInstance);
        assertThat(byRecord).hasSize(20).allMatch(Receipt.Stored.class::isInstance);
        assertThat(records.claim(9, LEASE))
                .hasSize(2)
                .allSatisfy(claim -> assertThat(claim)
                        .returns(20L, Claim::wanted)
                        .extracting(Claim::hints, org.assertj.core.api.InstanceOfAssertFactories.LIST)
                        .hasSize(20));
    }

    @Test
    void webhooksAboutTheSameRecordsInAnyOrderDoNotBlockEachOther() throws Exception {
        HintIntake intake = intake();
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            hints.add(new Hint.SupabaseRow(mapping.name(), new UUID(1, i).toString()));
        }

        List<Receipt> receipts = together(8, i -> {
            List<Hint> mine = new ArrayList<>(hints);
            Collections.shuffle(mine, new java.util.Random(i));
            return intake.accept(mine);
        });

        assertThat(receipts).allMatch(Receipt.Stored.class::isInstance);
        assertThat(server.scalar("select sum(wanted)::int from bridge.sync_record"))
                .isEqualTo(240);
    }

    private static Failure failure(String reason) {
        return new Failure(Failure.Stage.MAP, reason);
    }

    private HintIntake intake() {
        return new HintIntake(database, Map.of(mapping.name(), mapping), new IntakePressure(), name -> {});
    }

    private void hint(String key) {
        database.apply(tx -> Hints.aboutKey(tx, mapping.name(), key, Claim.Kind.SUPABASE));
    }

    private Claim claim() {
        List<Claim> claims = records.claim(1, LEASE);
        assertThat(claims).hasSize(1);
        return claims.getFirst();
    }

    private void runOut() {
        server.update("update bridge.sync_record set lease_until = clock_timestamp() - interval '1 second'");
    }

    private Map<String, ?> row() {
        return server.rows("select to_jsonb(r)::text as whole from bridge.sync_record r")
                .getFirst();
    }

    private interface Part<T> {
        T run(int number) throws Exception;
    }

    private static <T> List<T> together(int threads, Part<T> part) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<T>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                parts.add(() -> part.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(parts)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
