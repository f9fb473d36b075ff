package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Transactions, parameters, what a failure means, and the migrations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseTest {
    private final TestDatabase server =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final Database database = new Database(server.dataSource());

    DatabaseTest() {
        server.execute(
                "create table thing (id int primary key, name varchar(5), amount numeric(3,2) check (amount >= 0))");
    }

    @BeforeEach
    void empty() {
        server.execute("truncate thing");
    }

    @AfterAll
    void drop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'insert into thing (id, name) values (1, ''secret value'')', 22001",
        "'insert into thing (id, amount) values (1, 12345)',          22003",
        "'insert into thing (id) values (''x'')',                     22P02",
        "'insert into thing (id, amount) values (1, -1)',             23514",
        "'insert into thing (id) values (null)',                      23502",
        "'insert into thing (id) values (7), (7)',                    23505",
    })
    void dataThatTheTableRefusesIsARefusal(String sql, String state) {
        DatabaseException failure = failureOf(sql);

        assertThat(failure.sqlState()).isEqualTo(state);
        assertThat(failure.isRefusal()).isTrue();
        assertThat(failure.isSchemaFault()).isFalse();
        assertThat(failure.isOwnClash()).isFalse();
        assertThat(failure).hasMessage("database: SQLState " + state);
        assertThat(failure.explanation())
                .startsWith("Supabase refused the row: ")
                .contains("SQLState " + state);
    }

    @Test
    void anExplanationNamesConstraintAndColumn() {
        assertThat(failureOf("insert into thing (id, amount) values (1, -1)").explanation())
                .contains("constraint thing_amount_check");
        assertThat(failureOf("insert into thing (id) values (null)").explanation())
                .contains("column id");
    }

    @ParameterizedTest
    @CsvSource({
        "select * from missing,              42P01",
        "select missing from thing,          42703",
        "select no_such_function(),          42883",
        "set role nobody_of_that_name,       22023",
    })
    void aMissingTableOrColumnIsAFaultOfTheSchema(String sql, String state) {
        DatabaseException failure = failureOf(sql);

        assertThat(failure.sqlState()).isEqualTo(state);
        assertThat(failure.isSchemaFault()).isEqualTo(state.startsWith("42"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "57P01", "53300", "57014", "55P03"})
    void whatPassesByItselfIsNeitherRefusalNorSchemaFault(String state) {
        DatabaseException failure =
                failureOf("do $$ begin raise exception 'busy' using errcode = '" + state + "'; end $$");

        assertThat(failure.sqlState()).isEqualTo(state);
        assertThat(failure.isRefusal()).isFalse();
        assertThat(failure.isSchemaFault()).isFalse();
        assertThat(failure.isOwnClash()).isFalse();
    }

    @Test
    void aDatabaseThatIsNotThereIsNeitherRefusalNorSchemaFault() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://127.0.0.1:1/postgres?user=u&password=hush");

        DatabaseException failure = catchThrowableOfType(
                DatabaseException.class, () -> new Database(nobody).apply(tx -> tx.update("select 1")));

        assertThat(failure.sqlState()).startsWith("08");
        assertThat(failure.isRefusal()).isFalse();
        assertThat(failure.explanation()).contains(failure.sqlState()).doesNotContain("hush");
    }

    @Test
    void aConnectionThatTheServerEndsIsNeitherRefusalNorSchemaFault() {
        DatabaseException failure = catchThrowableOfType(
                DatabaseException.class,
                () -> database.apply(tx -> tx.first("select pg_terminate_backend(pg_backend_pid())", row -> true)));

        assertThat(failure.sqlState()).isIn("57P01", "08006", "08003");
        assertThat(failure.isRefusal()).isFalse();
    }

    @Test
    void aClashInTheBridgesOwnSchemaIsARaceAndNoRefusal() {
        DatabaseException failure =
                failureOf("insert into bridge.sync_record (mapping, s_key) values ('m', 'same'), ('m', 'same')");

        assertThat(failure.isOwnClash()).isTrue();
        assertThat(failure.isRefusal()).isFalse();
    }

    @Test
    void aFailureWithoutStateIsSortedToo() {
        DatabaseException failure = new DatabaseException(new SQLException("no state"));

        assertThat(failure.sqlState()).isEmpty();
        assertThat(failure.isRefusal()).isFalse();
    }

    @Test
    void anyFailureRollsEverythingBack() {
        for (Throwable failure :
                List.of(new IllegalStateException("x"), new AssertionError("x"), new SQLException("x"))) {
            assertThatThrownBy(() -> database.apply(tx -> {
                        tx.update("insert into thing (id) values (1)");
                        switch (failure) {
                            case RuntimeException unchecked -> throw unchecked;
                            case Error error -> throw error;
                            case SQLException checked -> throw checked;
                            default -> throw new AssertionError(failure);
                        }
                    }))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isSameAs(failure),
                            thrown -> assertThat(thrown).cause().isSameAs(failure));
        }

        assertThat(server.scalar("select count(*) from thing")).isEqualTo(0L);
    }

    @Test
    void parametersOfEveryKindAreBound() {
        Instant fine = Instant.parse("2026-07-31T08:00:00.123456999Z");

        List<Object> bound = database.transaction(tx -> tx.first(
                        """
                        select cast(? as timestamptz) as time, cast(? as text) as nothing, cast(? as text) as some,
                               cast(? as text[]) as texts, cast(? as bigint[]) as longs, cast(? as text[]) as none
                        """,
                        row -> List.<Object>of(
                                Tx.instant(row, "time").orElseThrow(),
                                Optional.ofNullable(row.getString("nothing")),
                                row.getString("some"),
                                List.of((Object[]) row.getArray("texts").getArray()),
                                List.of((Object[]) row.getArray("longs").getArray()),
                                List.of((Object[]) row.getArray("none").getArray())),
                        fine,
                        Optional.empty(),
                        Optional.of("a"),
                        List.of("a,b", "\"q\"", "\\", ""),
                        List.of(1L, Long.MAX_VALUE),
                        List.of())
                .orElseThrow());

        assertThat(bound)
                .containsExactly(
                        Instant.parse("2026-07-31T08:00:00.123456Z"),
                        Optional.empty(),
                        "a",
                        List.of("a,b", "\"q\"", "\\", ""),
                        List.of(1L, Long.MAX_VALUE),
                        List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "Mixed Case", "x\"; drop table thing; --", "\"", "select", "ä", "a.b", "'", "?", "$1"})
    void anyNameIsQuotedSoThatItIsOnlyAName(String name) {
        server.execute("create table if not exists named (id int); drop table named; create table named ("
                + Quoted.name(name) + " int)");

        assertThat(server.scalar(
                        "select attname::text from pg_attribute where attrelid = 'named'::regclass and attnum > 0"))
                .isEqualTo(name);
        assertThat(server.scalar("select count(*) from thing")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b"})
    void aNameThatPostgresCannotHaveIsRefused(String name) {
        assertThatThrownBy(() -> Quoted.name(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void migrationsRunOnceHoweverManyBridgesStartTogether() throws Exception {
        try (TestDatabase fresh = TestPostgres.fresh();
                ExecutorService bridges = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(() -> Migrations.ownSchema(fresh.dataSource()));
            }
            int sum = 0;
            for (Future<Integer> start : bridges.invokeAll(starts)) {
                sum += start.get();
            }

            assertThat((long) sum)
                    .isEqualTo(fresh.scalar("select count(distinct version) from bridge.migration_history"
                            + " where type = 'SQL' and success"));
            assertThat(Migrations.ownSchema(fresh.dataSource())).isZero();
        }
    }

    private DatabaseException failureOf(String sql) {
        return catchThrowableOfType(DatabaseException.class, () -> database.apply(tx -> tx.update(sql)));
    }
}
