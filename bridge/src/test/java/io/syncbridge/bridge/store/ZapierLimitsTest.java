package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.bridge.zapier.SharedLimits;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The budget and the pauses that all instances of an account share. */
@Timeout(60)
final class ZapierLimitsTest {
    private static final RateLimit LIMIT = new RateLimit(100, Duration.ofDays(1));
    private static final Optional<String> TABLE = Optional.of("01HTABLE000000000000000000");

    private final TestDatabase server =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final Database database = new Database(server.dataSource());

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    void anyNumberOfInstancesAtOnceGetExactlyWhatThereIs() throws Exception {
        int granted = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> instances = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                instances.add(() -> takeAll(limits("account"), false));
            }
            for (Future<Integer> instance : pool.invokeAll(instances)) {
                granted += instance.get();
            }
        }

        assertThat(granted).isEqualTo(100);
        assertThat(takeAll(limits("account"), false)).isZero();
        assertThat(takeAll(limits("another account"), false)).isEqualTo(100);
    }

    @Test
    void theBackgroundGetsHalfAndTheRestStaysForOthers() {
        assertThat(takeAll(limits("a"), true)).isEqualTo(50);
        assertThat(takeAll(limits("a"), false)).isEqualTo(50);

        assertThat(takeAll(limits("b"), false)).isEqualTo(100);
        assertThat(limits("b").take(1, true).orElseThrow().permits()).isZero();
        assertThat(takeAll(limits("c", new RateLimit(1, Duration.ofDays(1))), true))
                .isOne();
    }

    @Test
    void theLastPermitsGoOutOneByOne() {
        ZapierLimits limits = limits("a", new RateLimit(10, Duration.ofDays(1)));

        assertThat(List.of(permits(limits, 8), permits(limits, 8), permits(limits, 8), permits(limits, 8)))
                .containsExactly(2, 2, 1, 1);
    }

    @Test
    void aNewWindowBeginsAnewAndAClockSetBackBeginsNone() {
        ZapierLimits limits = limits("a");
        assertThat(takeAll(limits, false)).isEqualTo(100);
        server.update("update bridge.zapier_budget set window_start = window_start + interval '1 day'");
        assertThat(takeAll(limits, false))
                .as("a window that another clock began")
                .isZero();

        server.update("update bridge.zapier_budget set window_start = window_start - interval '2 days'");

        SharedLimits.Grant grant = limits.take(1, false).orElseThrow();
        assertThat(grant.permits()).isOne();
        assertThat(grant.reset()).isBetween(Duration.ofMillis(1), Duration.ofDays(1));
        assertThat(takeAll(limits, false)).isEqualTo(99);
    }

    @Test
    void onePauseIsKnownToAllUntilItEnds() {
        SharedLimits one = limits("a");
        SharedLimits other = limits("a");

        assertThat(one.keep(pause(Duration.ofMinutes(5)))).isTrue();
        assertThat(one.keep(pause(Duration.ofMinutes(1))))
                .as("the longer one stays")
                .isTrue();

        assertThat(other.pauses().orElseThrow()).singleElement().satisfies(pause -> {
            assertThat(pause).usingRecursiveComparison().ignoringFields("left").isEqualTo(pause(Duration.ZERO));
            assertThat(pause.left()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        });
        assertThat(limits("b").pauses().orElseThrow()).isEmpty();
        other.end(TABLE, true);
        assertThat(one.pauses().orElseThrow()).isEmpty();
    }

    @Test
    void withoutTheDatabaseNothingIsSharedAndNothingFails() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1");
        ZapierLimits alone = new ZapierLimits(new Database(nobody), "a", Optional.of(LIMIT));

        assertThat(alone.take(1, false)).isEmpty();
        assertThat(alone.keep(pause(Duration.ofMinutes(1)))).isFalse();
        assertThat(alone.pauses()).isEmpty();
        alone.end(TABLE, true);
    }

    @Test
    void oddQuestionsAreRefused() {
        assertThatThrownBy(() -> server.scalar("select granted from bridge.check_rate_limit('a', 0, 1000, 1, false)"))
                .hasRootCauseInstanceOf(SQLException.class)
                .hasStackTraceContaining("at least 1");
    }

    private ZapierLimits limits(String account) {
        return limits(account, LIMIT);
    }

    private ZapierLimits limits(String account, RateLimit limit) {
        return new ZapierLimits(database, account, Optional.of(limit));
    }

    private static int permits(ZapierLimits limits, int wanted) {
        return limits.take(wanted, false).orElseThrow().permits();
    }

    private static int takeAll(ZapierLimits limits, boolean background) {
        int all = 0;
        int permits = limits.take(7, background).orElseThrow().permits();
        while (permits > 0) {
            all += permits;
            permits = limits.take(7, background).orElseThrow().permits();
        }
        return all;
    }

    private static SharedLimits.Agreed pause(Duration left) {
        return new SharedLimits.Agreed(TABLE, true, Answer.Cause.DENIED, "ask a human", left);
    }
}
