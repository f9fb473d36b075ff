package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.fixtures.Eventually;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every committed row gets its place once, whoever writes, commits late, seals or dies meanwhile. */
@Timeout(120)
final class SealingTest {
    private static final String TWICE =
            "select count(*) from (select row_id from bridge.audit_chain group by row_id having count(*) > 1) twice";
    private static final Secret KEY = new Secret("a key of at least thirty-two characters");

    private final AuditScene scene = new AuditScene();

    @AfterEach
    void drop() {
        scene.close();
    }

    @Test
    void writersAndTwoInstancesAtOnce() throws Exception {
        int writers = 8;
        int transactions = 40;
        AtomicBoolean writing = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sealers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                SealingJob job = scene.job();
                sealers.add(threads.submit(() -> {
                    while (writing.get()) {
                        job.turn();
                    }
                }));
            }
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                all.add(threads.submit(() -> {
                    for (int n = 0; n < transactions; n++) {
                        scene.write(5);
                    }
                }));
            }
            for (Future<?> writer : all) {
                writer.get();
            }
            writing.set(false);
            for (Future<?> sealer : sealers) {
                sealer.get();
            }
        }
        scene.job().turn();

        Verdict verdict = scene.verdict();
        assertThat(verdict.first()).isEmpty();
        assertThat(verdict.entries()).isEqualTo((long) writers * transactions * 5);
        assertThat(verdict.waiting()).isZero();
        assertThat(verdict.adopted()).as("each was sealed as it was written").isZero();
        assertThat(scene.count(TWICE)).isZero();
        assertThat(scene.count("select max(seq) from bridge.audit_chain")).isEqualTo(verdict.entries());
    }

    /** The instance that seals is held between taking the lines and committing: nobody who writes notices. */
    @Test
    void aSealerThatHangsHoldsUpNoWriterAndNoOtherInstanceWaits() throws Exception {
        scene.write(3);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Sealer slow = new Sealer(scene.database, java.util.Optional.empty(), tx -> {
                held.countDown();
                try {
                    go.await();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
                return Sealer.Clock.OF_DATABASE.now(tx);
            });
            Future<Integer> sealing = threads.submit(slow::portion);
            held.await();
            scene.write(4);
            scene.job().turn();
            assertThat(scene.count("select count(*) from bridge.audit_chain")).isZero();
            go.countDown();
            assertThat(sealing.get()).isEqualTo(3);
        }
        scene.job().turn();
        assertThat(scene.verdict().entries()).isEqualTo(7);
        assertThat(scene.verdict().isGood()).isTrue();
    }

    @Test
    void anInstanceThatDiesInBetweenLeavesNothingHalf() {
        scene.write(6);
        Sealer dying = new Sealer(scene.database, java.util.Optional.empty(), tx -> {
            throw new IllegalStateException("killed between taking the lines and writing the entries");
        });
        assertThatThrownBy(dying::portion).hasMessageContaining("killed");
        assertThat(scene.count("select count(*) from bridge.audit_unsealed")).isEqualTo(6);

        scene.job().turn();
        assertThat(scene.verdict().entries()).isEqualTo(6);
        assertThat(scene.verdict().isGood()).isTrue();
    }

    @Test
    void aConnectionKilledWhileSealingLeavesNothingHalf() {
        scene.write(6);
        Sealer dying = new Sealer(scene.database, java.util.Optional.empty(), tx -> {
            scene.server.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where state = 'idle in transaction' and datname = current_database()");
            return Sealer.Clock.OF_DATABASE.now(tx);
        });
        assertThatThrownBy(dying::portion).isInstanceOf(io.syncbridge.bridge.store.DatabaseException.class);

        scene.job().turn();
        assertThat(scene.verdict().entries()).isEqualTo(6);
        assertThat(scene.verdict().isGood()).isTrue();
    }

    @Test
    void whatCommitsLateIsSealedLaterAndWhatIsRolledBackNever() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        scene.at("2026-11-20T23:59:59Z");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> late = threads.submit(() -> scene.database.apply(tx -> {
                scene.append(tx, "late", "x");
                written.countDown();
                try {
                    others.await();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            }));
            written.await();
            assertThatThrownBy(() -> scene.database.apply(tx -> {
                        scene.append(tx, "never", "x");
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            scene.sealed(5);
            assertThat(scene.verdict().entries()).isEqualTo(5);
            others.countDown();
            late.get();
        }
        scene.at("2026-11-21T00:00:04Z");
        scene.job().turn();

        assertThat(scene.verdict().isGood()).isTrue();
        assertThat(scene.server.rows("select day::text as day, n, row_id from bridge.audit_chain where seq = 6"))
                .as("the day of its sealing; its id is older than the others'")
                .singleElement()
                .satisfies(row -> assertThat(row.values()).asString().isEqualTo("[2026-11-21, 1, 1]"));
    }

    @Test
    void aClockThatIsSetBackOpensNoDayAgain() {
        scene.at("2026-11-21T00:00:01Z");
        scene.sealed(2);
        scene.at("2026-11-20T23:59:58Z");
        scene.sealed(2);
        scene.at("2026-11-22T00:00:00Z");
        scene.sealed(1);

        assertThat(scene.verdict().isGood()).isTrue();
        assertThat(scene.count("select count(*) from bridge.audit_chain where day = '2026-11-21'"))
                .isEqualTo(4);
    }

    @Test
    void rowsFromBeforeTheChainAndOfOlderInstancesAreTakenOverAndLaterOnesAreNot() {
        scene.server.execute(OLD.formatted(20_123));
        scene.write(2);
        scene.adopted(2);
        Verdict both = scene.verdict();
        assertThat(both.adopted()).as("more than one portion").isEqualTo(20_123);
        assertThat(both.entries()).isEqualTo(20_125);

        scene.server.execute(OLD.formatted(3));
        scene.job().turn();
        assertThat(scene.verdict().isGood()).as("an older instance still runs").isTrue();
        scene.server.execute("update bridge.audit_adoption set open_until = now()");
        scene.adopted(3);
        Verdict closed = scene.verdict();
        assertThat(closed.adopted()).isEqualTo(20_126);
        assertThat(closed.isGood()).isTrue();

        scene.server.execute(OLD.formatted(1));
        scene.job().turn();
        assertThat(scene.verdict().first())
                .get()
                .satisfies(first -> assertThat(first.kind()).isEqualTo(Problem.Kind.INSERTED));
        assertThat(scene.count(TWICE)).isZero();
    }

    /** A transaction of an older instance that began before the last look at older rows and commits after it. */
    @Test
    void anOlderRowThatCommitsLateIsWaitedFor() throws Exception {
        scene.server.execute(OLD.formatted(2));
        try (Connection older = scene.server.dataSource().getConnection()) {
            older.setAutoCommit(false);
            try (var statement = older.createStatement()) {
                statement.execute(OLD.formatted(1));
            }
            scene.job(Duration.ZERO, List.of()).turn();
            assertThat(scene.count("select pass from bridge.audit_adoption")).isEqualTo(1);
            older.commit();
        }
        Eventually.until("it is taken over", Duration.ofSeconds(20), () -> {
            scene.job(Duration.ZERO, List.of()).turn();
            return scene.count("select pass from bridge.audit_adoption") == 3;
        });
        assertThat(scene.verdict().adopted()).isEqualTo(3);
        assertThat(scene.verdict().isGood()).isTrue();
    }

    @Test
    void aFreshInstallationTakesNothingOver() {
        scene.sealed(3);
        scene.adopted(3);

        assertThat(scene.count("select pass from bridge.audit_adoption")).isEqualTo(3);
        assertThat(scene.verdict().adopted()).isZero();
    }

    @Test
    void headsAreSignedWhereAKeyIsSetAndAReplacedKeyMattersNoMore() {
        Secret next = new Secret("another key of more than thirty-two characters");
        scene.sealed(2);
        assertThat(signed(KEY).first())
                .get()
                .satisfies(first -> assertThat(first.text()).startsWith("no entry is signed"));
        scene.write(2);
        scene.job(Duration.ofHours(1), List.of(KEY)).turn();
        assertThat(signed(KEY).signatures()).isEqualTo(Verdict.Signatures.VALID);
        assertThat(signed(next).signatures()).isEqualTo(Verdict.Signatures.BROKEN);
        assertThat(scene.verdict().signatures()).isEqualTo(Verdict.Signatures.UNCHECKED);
        scene.write(2);
        scene.job(Duration.ofHours(1), List.of(next, KEY)).turn();
        assertThat(signed(next).isGood()).isTrue();
        scene.sealed(1);
        assertThat(signed(next).first())
                .get()
                .satisfies(first -> assertThat(first.text()).startsWith("entries from 7 on are not signed"));
    }

    /** Without the key nobody makes a chain anew that looks right. */
    @Test
    void aChainMadeAnewIsNotSigned() {
        scene.write(4);
        scene.job(Duration.ofHours(1), List.of(KEY)).turn();
        assertThat(signed(KEY).isGood()).isTrue();
        scene.forge("update audit_log set resource_id = 'x' where id = 2; delete from bridge.audit_chain;"
                + " delete from bridge.audit_adoption");
        scene.adopted(2);

        assertThat(scene.verdict().isGood()).isTrue();
        assertThat(signed(KEY).isGood()).isFalse();
    }

    @Test
    void theJobSealsByItselfAndCanBeStopped() {
        Database database = scene.database;
        try (SealingJob job = new SealingJob(
                new AuditSettings(Duration.ofMillis(100), List.of()), database, List.of(scene.mapping))) {
            job.start();
            scene.write(3);
            Eventually.until(
                    "they are sealed",
                    Duration.ofSeconds(20),
                    () -> scene.head().seq() == 3);
            scene.write(3);
            Eventually.until(
                    "these too", Duration.ofSeconds(20), () -> scene.head().seq() == 6);
        }
        assertThat(scene.verdict().isGood()).isTrue();
    }

    private Verdict signed(Secret key) {
        return new AuditProof(Set.of(), List.of(key)).ofDatabase(scene.database);
    }

    /** As a version without the chain writes rows. */
    private static final String OLD = """
            insert into audit_log (actor, actor_type, action, resource_type, resource_id, metadata, severity)
            select 'sync-bridge', 'system', 'agent_job_synced', 'job', n::text,
                   jsonb_build_object('mapping', 'agent_jobs', 'lag_ms', n + 0.50, 'changes', '{"status": [null, "queued"]}'::jsonb), 'info'
              from generate_series(1, %d) n
            """;
}
