package io.syncbridge.bridge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.SupabaseRoles;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From notes to hints, nothing lost in between. */
@Timeout(60)
final class CaptureDrainTest {
    private static final String INSERT = "insert into agent_jobs (job_type, retry_count) select 'discovery', i"
            + " from generate_series(1, %d) as rows (i)";

    private final TestDatabase server = TestPostgres.fresh("capture", fresh -> {
        SupabaseRoles.install(fresh.dataSource());
        int unused = Migrations.all(fresh.dataSource());
    });
    private final Database database = new Database(server.dataSource());
    private final TableMapping mapping = CaptureTriggersTest.mapping("agent_jobs");
    private final List<String> nudged = Collections.synchronizedList(new ArrayList<>());
    private final CaptureDrain drain = drain();

    @BeforeEach
    void install() {
        database.apply(new CaptureTriggers(mapping, true)::install);
    }

    @AfterEach
    void drop() {
        drain.close();
        server.close();
    }

    @Test
    void everyChangedRowBecomesDueOnceHoweverOftenItChanged() {
        server.execute(INSERT.formatted(1200));
        server.execute("update agent_jobs set status = 'running'");

        assertThat(drain.drain()).isEqualTo(2400);

        assertThat(server.scalar("select count(*) from bridge.capture")).isEqualTo(0L);
        assertThat(server.scalar("select count(*) from bridge.sync_record r join agent_jobs j on j.id::text = r.s_key"
                        + " where r.mapping = 'agent_jobs' and r.due_at is not null"))
                .isEqualTo(1200L);
        assertThat(nudged).contains("agent_jobs");
        assertThat(drain.drain()).isZero();
    }

    @Test
    void aTransactionThatCommitsLateIsNotMissed() throws SQLException {
        try (Connection early = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = early.createStatement()) {
            early.setAutoCommit(false);
            statement.execute(INSERT.formatted(1)); // takes the lower id
            server.execute(INSERT.formatted(10));
            assertThat(drain.drain()).isEqualTo(10);
            early.commit();
        }
        assertThat(drain.drain()).isEqualTo(1);
        assertThat(server.scalar("select count(*) from bridge.sync_record")).isEqualTo(11L);
    }

    @Test
    void severalInstancesTakeDifferentNotes() throws Exception {
        server.execute(INSERT.formatted(5000));
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        List<Thread> instances = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            instances.add(Thread.startVirtualThread(() -> {
                try (CaptureDrain other = drain()) {
                    go.await();
                    taken.addAndGet(other.drain());
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread instance : instances) {
            instance.join();
        }
        assertThat(taken.get() + drain.drain()).isEqualTo(5000);
        assertThat(server.scalar("select count(*) from bridge.hint")).isEqualTo(5000L);
    }

    @Test
    void whenHintsCannotBeStoredTheNotesStay() {
        server.execute(INSERT.formatted(3));
        server.execute("alter table bridge.hint rename to hint_away");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(drain::drain)).isNotNull();
        server.execute("alter table bridge.hint_away rename to hint");
        assertThat(drain.drain()).isEqualTo(3);
    }

    @Test
    void truncateAsksForAWholeLookUntilOneIsDone() {
        server.execute("truncate agent_jobs cascade");
        assertThat(drain.drain()).isEqualTo(1);
        Optional<Instant> asked = asked();
        assertThat(asked).isPresent();
        server.execute("truncate agent_jobs cascade");
        assertThat(drain.drain()).isEqualTo(1);

        database.apply(tx -> WholeTableLooks.done(tx, "agent_jobs", asked.orElseThrow()));
        assertThat(asked()).as("asked again meanwhile").isPresent();
        Instant again = asked().orElseThrow();
        database.apply(tx -> WholeTableLooks.done(tx, "agent_jobs", again));
        assertThat(asked()).isEmpty();
        assertThat(server.scalar("select count(*) from bridge.sync_record")).isEqualTo(0L);
    }

    @Test
    void aKeyTooLongForAnyIndexDoesNotBlockTheOthers() {
        server.execute("insert into bridge.capture (mapping, s_key) values ('agent_jobs', repeat('x', 5000))");
        server.execute(INSERT.formatted(2));
        assertThat(drain.drain()).isEqualTo(3);
        assertThat(server.scalar("select count(*) from bridge.sync_record")).isEqualTo(2L);
        assertThat(asked()).isPresent();
    }

    @Test
    void aNotificationWakesTheDrainAlsoAfterTheConnectionWasLost() {
        AtomicInteger woken = new AtomicInteger();
        DatabaseAddress address = DatabaseAddress.parse(server.jdbcUrl()).orElseThrow();
        try (CaptureListener listener = new CaptureListener(address, () -> true, woken::incrementAndGet)) {
            listener.start();
            Eventually.until("connected", listener::isListening);
            int before = woken.get();
            server.execute(INSERT.formatted(1));
            Eventually.until("told", () -> woken.get() > before);

            server.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'sync-bridge listener' and datname = current_database()");
            Eventually.until("noticed", () -> !listener.isListening());
            server.execute(INSERT.formatted(1));
            int lost = woken.get();
            Eventually.until("told of what it may have missed", () -> woken.get() > lost);
        }
    }

    @Test
    void aDrainAtWorkFindsChangesByItself() {
        drain.start();
        server.execute(INSERT.formatted(20));
        drain.wake();
        Eventually.until("all are due", () -> records() == 20);
        server.execute(INSERT.formatted(20));
        Eventually.until("without being told", () -> records() == 40);
    }

    private Optional<Instant> asked() {
        return database.transaction(tx -> WholeTableLooks.asked(tx, "agent_jobs"));
    }

    private int records() {
        return server.rows("select 1 from bridge.sync_record").size();
    }

    private CaptureDrain drain() {
        return new CaptureDrain(database, List.of(mapping), nudged::add);
    }
}
