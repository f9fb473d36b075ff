package io.syncbridge.bridge.migrations;

import static io.syncbridge.bridge.migrations.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RateLimitFunctionsTest {

    private static final String INVALID_PARAMETER = "22023";
    /** No test outlives this window: it began in 2001 and ends in 2057. */
    private static final String ENDLESS = ", 29400000";

    private final TestDatabase database = SupabaseProject.withAgentTables();
    private final Session caller = new Session(database.dataSource().getConnection());

    RateLimitFunctionsTest() throws SQLException {}

    @BeforeEach
    void actAsAnAgentWithoutLimits() throws SQLException {
        caller.run("reset role; truncate rate_limits; reset timezone; set role service_role");
    }

    @AfterAll
    void drop() throws SQLException {
        caller.close();
        database.close();
    }

    @Test
    void countsDownToZeroAndThenRefuses() throws SQLException {
        assertThat(check(2)).containsExactly("t", "1");
        assertThat(check(2)).containsExactly("t", "0");
        assertThat(check(2)).containsExactly("f", "0");
        assertThat(caller.row("select request_count, quota_limit from rate_limits"))
                .containsExactly("2", "2");
    }

    @ParameterizedTest
    @CsvSource({"50, 60, 10", "50, 7, 1", "50, 45, 49", "50, 90, 50", "50, 1440, 37", "50, 10080, 100"})
    void neverLetsConcurrentCallersPassTheQuota(int callers, int minutes, int quota) throws Exception {
        int passed = atOnce(
                callers,
                session -> session.row("select allowed from check_rate_limit('clay', " + quota + ", " + minutes + ")")
                        .equals(List.of("t")));

        // A window may end while the test runs; each window keeps to its quota by itself.
        long windows = caller.count("rate_limits");
        assertThat(caller.count("rate_limits where request_count > quota_limit"))
                .isZero();
        assertThat(caller.row("select sum(request_count) from rate_limits")).containsExactly(Integer.toString(passed));
        assertThat(passed).isBetween(Math.min(callers, quota), (int) Math.min(callers, quota * windows));
    }

    @Test
    void incrementsConcurrentlyInStepsThatFitWhole() throws Exception {
        int passed = atOnce(
                50,
                session -> session.row("select increment_rate_limit('clay', 100" + ENDLESS + ", 7)")
                        .equals(List.of("t")));

        assertThat(passed).isEqualTo(14);
        assertThat(caller.row("select request_count from rate_limits")).containsExactly("98");
        assertThat(increment(100, 3)).isEqualTo("f");
        assertThat(increment(100, 2)).isEqualTo("t");
        assertThat(increment(100, 1)).isEqualTo("f");
    }

    @Test
    void honoursAChangedQuotaInBothDirections() throws SQLException {
        assertThat(check(1)).containsExactly("t", "0");
        assertThat(check(3)).containsExactly("t", "1");
        assertThat(check(1)).containsExactly("f", "0");
        assertThat(caller.row("select request_count, quota_limit from rate_limits"))
                .containsExactly("2", "1");
    }

    @ParameterizedTest
    @CsvSource({"0", "-5", "null", "-2147483648"})
    void refusesWithoutCountingWhenThereIsNoQuota(String quota) throws SQLException {
        assertThat(caller.row("select allowed, remaining from check_rate_limit('clay', " + quota + ")"))
                .containsExactly("f", "0");
        assertThat(caller.count("rate_limits")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // minutes, moment, window start
        "1,     2026-03-01T10:59:59.999999Z, 2026-03-01T10:59:00Z",
        "60,    2026-03-01T10:59:59.999999Z, 2026-03-01T10:00:00Z",
        "60,    2026-03-01T11:00:00Z,        2026-03-01T11:00:00Z",
        "45,    2001-01-01T00:44:59.999999Z, 2001-01-01T00:00:00Z",
        "45,    2001-01-01T00:45:00Z,        2001-01-01T00:45:00Z",
        "45,    2001-01-01T01:29:59Z,        2001-01-01T00:45:00Z",
        "90,    2001-01-01T02:59:59Z,        2001-01-01T01:30:00Z",
        "7,     2001-01-01T00:06:59.999999Z, 2001-01-01T00:00:00Z",
        "7,     2001-01-01T00:07:00Z,        2001-01-01T00:07:00Z",
        "1440,  2026-03-01T23:59:59.999999Z, 2026-03-01T00:00:00Z",
        "1440,  2026-03-02T00:00:00Z,        2026-03-02T00:00:00Z",
        "10080, 2026-03-01T23:59:59.999999Z, 2026-02-23T00:00:00Z",
        "10080, 2026-03-02T00:00:00Z,        2026-03-02T00:00:00Z",
        "60,    1999-12-31T23:30:00Z,        1999-12-31T23:00:00Z",
    })
    void alignsWindowsOfAnyLengthToAFixedOrigin(int minutes, String moment, String start) throws SQLException {
        for (String zone : List.of("UTC", "Asia/Kolkata", "America/New_York")) {
            caller.run("set timezone = '" + zone + "'");
            assertThat(caller.row(
                            "select agent_rate_limit_window('" + moment + "', " + minutes + ") = '" + start + "'"))
                    .containsExactly("t");
        }
    }

    @ParameterizedTest
    @CsvSource({"7", "45", "60", "90", "1440", "10080"})
    void saysWhenTheWindowEnds(int minutes) throws SQLException {
        String end = caller.row("select reset_at from check_rate_limit('clay', 5, " + minutes + ")")
                .getFirst();

        assertThat(caller.count("rate_limits where reset_at = '" + end + "' and clock_timestamp() < reset_at"
                        + " and window_start <= clock_timestamp()"
                        + " and reset_at - window_start = make_interval(mins => " + minutes + ")"))
                .isOne();
    }

    @Test
    void windowsDefaultToAnHourAndIncrementsToOne() throws SQLException {
        caller.run("select check_rate_limit('clay', 5); select increment_rate_limit('apollo', 5)");
        assertThat(caller.count("rate_limits where reset_at - window_start = interval '1 hour' and request_count = 1"
                        + " and window_start = date_trunc('hour', window_start)"))
                .isEqualTo(2);
    }

    @Test
    void refusesWindowsAndIncrementsBelowOne() {
        for (String call : List.of(
                "check_rate_limit('clay', 5, 0)",
                "check_rate_limit('clay', 5, -60)",
                "increment_rate_limit('clay', 5, 60, 0)",
                "increment_rate_limit('clay', 5, 60, -1)")) {
            assertRefused(INVALID_PARAMETER, () -> caller.run("select " + call));
        }
    }

    @Test
    void resetsTheRunningWindowOfOneServiceOnly() throws SQLException {
        check(1);
        caller.run("select increment_rate_limit('apollo', 9" + ENDLESS + ", 4)");
        caller.run("insert into rate_limits (service_name, window_start, request_count, quota_limit, reset_at)"
                + " values ('clay', '2001-01-03', 3, 3, '2001-01-04')");

        caller.run("select reset_rate_limit('clay')");

        assertThat(check(1)).containsExactly("t", "0");
        assertThat(caller.count("rate_limits where service_name = 'apollo' and request_count = 4"))
                .isOne();
        assertThat(caller.count("rate_limits where reset_at = '2001-01-04' and request_count = 3"))
                .isOne();
    }

    @Test
    void cleansUpWindowsThatEndedMoreThanSevenDaysAgo() throws SQLException {
        caller.run("""
                insert into rate_limits (service_name, window_start, quota_limit, reset_at) values
                  ('old', now() - interval '30 days', 1, now() - interval '7 days 1 minute'),
                  ('long', now() - interval '30 days', 1, now() - interval '6 days 23 hours'),
                  ('running', now(), 1, now() + interval '1 hour')
                """);

        assertThat(caller.row("select cleanup_old_rate_limits()")).containsExactly("1");
        assertThat(caller.count("rate_limits where service_name in ('long', 'running')"))
                .isEqualTo(2);
    }

    private List<String> check(int quota) throws SQLException {
        return caller.row("select allowed, remaining from check_rate_limit('clay', " + quota + ENDLESS + ")");
    }

    private String increment(int quota, int by) throws SQLException {
        return caller.row("select increment_rate_limit('clay', " + quota + ENDLESS + ", " + by + ")")
                .getFirst();
    }

    private interface Attempt {
        boolean passes(Session session) throws SQLException;
    }

    /** How many of so many callers, each on its own connection, pass when all call together. */
    private int atOnce(int callers, Attempt attempt) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> calls = IntStream.range(0, callers)
                    .<Callable<Boolean>>mapToObj(unused -> () -> {
                        try (var session = Session.as(database, "service_role")) {
                            return attempt.passes(session);
                        }
                    })
                    .toList();
            int passed = 0;
            for (var answer : threads.invokeAll(calls)) {
                passed += answer.get() ? 1 : 0;
            }
            return passed;
        }
    }
}
