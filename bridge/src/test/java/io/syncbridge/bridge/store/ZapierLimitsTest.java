package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.bridge.zapier.SharedLimits;
import io.syncbridge.fixtures.SettableTime;
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

    private static final RateLimit ONE = new RateLimit(1, Duration.ofSeconds(10));

    private final SettableTime time = SettableTime.at("2026-11-21T12:00:00Z");
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
        assertThat(limits("b").take(true, List.of()).orElseThrow().permit()).isEmpty();
        assertThat(takeAll(limits("c", new RateLimit(1, Duration.ofDays(1))), true))
                .isOne();
    }

    @Test
    void aCallCountsFromItsLeaveToAWindowAfterItsAnswer() {
        ZapierLimits limits = limits("a", ONE);
        SharedLimits.Permit call = allowed(limits, List.of());
        time.advance(Duration.ofSeconds(15));
        assertThat(wait(limits, List.of()))
                .as("it is still under way, and will count for a window from its answer on")
                .isEqualTo(Duration.ofSeconds(10));

        List<SharedLimits.Ended> ended = List.of(ended(call, Duration.ofSeconds(3)));
        assertThat(wait(limits, ended)).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7100));
        time.advance(Duration.ofMillis(6900));
        assertThat(wait(limits, List.of())).isBetween(Duration.ofMillis(1), Duration.ofMillis(200));
        time.advance(Duration.ofMillis(200));
        assertThat(allowed(limits, List.of()).background()).isFalse();
    }

    @Test
    void halfTheLimitMayBeUsedAtOnceAndTheRestGoesOutEvenly() {
        ZapierLimits limits = limits("a", new RateLimit(10, Duration.ofSeconds(3)));
        for (int i = 0; i < 5; i++) {
            assertThat(allowed(limits, List.of()).background()).isFalse();
        }

        assertThat(wait(limits, List.of())).isEqualTo(Duration.ofMillis(270));
        time.advance(Duration.ofMillis(270));
        assertThat(allowed(limits, List.of()).background()).isFalse();
        assertThat(wait(limits, List.of())).isEqualTo(Duration.ofMillis(270));
    }

    @Test
    void aCallThatWasNotSentDoesNotCount() {
        ZapierLimits limits = limits("a", ONE);
        SharedLimits.Permit call = allowed(limits, List.of());

        assertThat(allowed(limits, List.of(new SharedLimits.Ended(call, Optional.empty()))))
                .isEqualTo(call);
    }

    @Test
    void aCallWhoseEndNobodyTellsOfIsForgottenInTheEnd() {
        ZapierLimits limits = limits("a", ONE);
        SharedLimits.Permit unused = allowed(limits, List.of());
        time.advance(Duration.ofSeconds(69));
        assertThat(wait(limits, List.of())).isPositive();
        time.advance(Duration.ofMillis(1200));
        assertThat(allowed(limits, List.of()).heldUntil()).isAfter(time.instant());
    }

    @Test
    void aClockSetBackDoesNotBlockTheCallsUntilItIsAsLateAgain() {
        ZapierLimits limits = limits("a", ONE);
        SharedLimits.Permit unused = allowed(limits, List.of());
        time.advance(Duration.ofHours(-1));

        assertThat(allowed(limits, List.of()).heldUntil())
                .isBefore(time.instant().plusSeconds(80));
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

        assertThat(alone.take(false, List.of())).isEmpty();
        assertThat(alone.keep(pause(Duration.ofMinutes(1)))).isFalse();
        assertThat(alone.pauses()).isEmpty();
        alone.end(TABLE, true);
    }

    @Test
    void oddQuestionsAreRefused() {
        assertThatThrownBy(() -> server.scalar(
                        "select wait_ms from bridge.take_zapier_call('a', 0, 1000, false, '{}', '{}', '{}')"))
                .hasRootCauseInstanceOf(SQLException.class)
                .hasStackTraceContaining("at least 1");
    }

    private ZapierLimits limits(String account) {
        return limits(account, LIMIT);
    }

    private ZapierLimits limits(String account, RateLimit limit) {
        return new ZapierLimits(database, account, Optional.of(limit), Optional.of(time));
    }

    private static SharedLimits.Permit allowed(ZapierLimits limits, List<SharedLimits.Ended> ended) {
        return limits.take(false, ended).orElseThrow().permit().orElseThrow();
    }

    private static Duration wait(ZapierLimits limits, List<SharedLimits.Ended> ended) {
        return limits.take(false, ended).orElseThrow().delay();
    }

    private static SharedLimits.Ended ended(SharedLimits.Permit call, Duration ago) {
        return new SharedLimits.Ended(call, Optional.of(ago));
    }

    /** All there is, up to a wait that is longer than calls lie apart. */
    private int takeAll(ZapierLimits limits, boolean background) {
        int all = 0;
        while (true) {
            SharedLimits.Grant grant = limits.take(background, List.of()).orElseThrow();
            if (grant.delay().toMillis() > 500) {
                return all;
            }
            all += grant.permit().isPresent() ? 1 : 0;
            time.advance(grant.delay());
        }
    }

    private static SharedLimits.Agreed pause(Duration left) {
        return new SharedLimits.Agreed(TABLE, true, Answer.Cause.DENIED, "ask a human", left);
    }
}
