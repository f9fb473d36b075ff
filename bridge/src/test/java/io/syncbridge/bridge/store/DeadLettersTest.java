package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parked records: what is kept of them, how they come back, and what does not count as a failure. */
@Timeout(60)
final class DeadLettersTest {
    private static final String RECORD = "01HRECORD00000000000000001";
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Failure FAILURE =
            new Failure(Failure.Stage.MAP, "retry_count is too big", List.of("retry_count"));

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
    void aParkedRecordShowsWhereItStoppedWhyAndTheNewestTenPayloads() {
        for (int i = 1; i <= 12; i++) {
            hint("payload " + i);
        }
        park(FAILURE);

        DeadLetters.Parked parked = only();

        assertThat(parked.record()).isEqualTo(RECORD);
        assertThat(parked.failure()).isEqualTo(FAILURE);
        assertThat(parked.attempts()).isOne();
        assertThat(parked.failingSince()).isPresent();
        assertThat(parked.payloads())
                .hasSize(10)
                .startsWith("payload 12", "payload 11")
                .endsWith("payload 3");
    }

    @Test
    void theTenNewestAreKeptOverSeveralParkings() {
        for (int i = 1; i <= 13; i++) {
            hint("payload " + i);
            park(FAILURE);
        }

        assertThat(only().payloads()).hasSize(10).startsWith("payload 13").endsWith("payload 4");
        assertThat(only().attempts()).as("each hint begins anew").isOne();
    }

    @Test
    void aSuccessForgetsTheFailureAndTheBytes() {
        hint("bad");
        park(FAILURE);
        hint("good");
        Claim claim = claim();
        assertThat(SyncRecords.isTold(claim, FAILURE)).isTrue();
        assertThat(claim.hints()).hasSize(1);

        database.apply(tx -> {
            Hints.forget(tx, claim.hintIds());
            records.settle(tx, claim, claim.memory(), false);
        });

        assertThat(server.scalar("select count(*) from bridge.hint")).isEqualTo(0L);
        hint("next");
        assertThat(claim()).returns(Claim.Failing.NOT, Claim::failing).returns(0, Claim::tries);
    }

    @Test
    void anotherWayToFailIsNotToldYet() {
        hint("bad");
        park(FAILURE);
        hint("worse");
        Claim claim = claim();

        assertThat(SyncRecords.isTold(claim, FAILURE)).isTrue();
        assertThat(SyncRecords.isTold(claim, new Failure(Failure.Stage.ZAPIER, FAILURE.reason(), FAILURE.fields())))
                .isFalse();
        assertThat(SyncRecords.isTold(claim, new Failure(Failure.Stage.MAP, "status is odd")))
                .isFalse();
    }

    @Test
    void aRequeuedRecordIsReadWithItsBytesAndItsTriesBeginAnew() {
        hint("bad");
        park(FAILURE);
        long id = only().id();

        assertThat(records.deadLetters().requeue(id)).isTrue();

        assertThat(records.deadLetters().newest(9)).isEmpty();
        assertThat(claim())
                .returns(0, Claim::tries)
                .satisfies(claim -> assertThat(claim.hints())
                        .singleElement()
                        .returns(Optional.of("bad"), Claim.StoredHint::payload));
        assertThat(records.deadLetters().requeue(id))
                .as("it is not parked any more")
                .isFalse();
    }

    @Test
    void theLongestParkedAreRequeuedFirstAndOtherTablesAreLeftAlone() {
        SyncRecords others = new SyncRecords(Mappings.shipped().get(1), database);
        for (int i = 1; i <= 3; i++) {
            String record = RECORD.substring(0, 25) + i;
            database.apply(tx -> Hints.aboutZapierRecord(tx, mapping.name(), record, Optional.empty()));
            park(FAILURE);
        }
        assertThat(others.deadLetters().requeue(9)).isZero();
        assertThat(others.deadLetters().requeue(only3().getFirst().id())).isFalse();

        assertThat(records.deadLetters().requeue(2)).isEqualTo(2);

        assertThat(records.deadLetters().newest(9))
                .singleElement()
                .returns(RECORD.substring(0, 25) + 3, DeadLetters.Parked::record);
        assertThat(records.deadLetters().requeue(9)).isOne();
    }

    @Test
    void aHintGivesAParkedRecordAllItsTriesAgainAndAFailingOneNone() {
        hint("x");
        records.later(claim(), Duration.ofHours(1));
        hint("y");
        Claim failing = claim();
        assertThat(failing.tries()).isOne();
        assertThat(failing.failing().since()).isPresent();

        database.apply(tx -> assertThat(records.park(tx, failing, FAILURE)).isTrue());
        hint("z");

        assertThat(claim())
                .returns(0, Claim::tries)
                .satisfies(claim -> assertThat(claim.failing().since()).isEmpty());
    }

    @Test
    void beingHeldIsNoFailureAndItsTimeDoesNotCount() {
        hint("x");
        records.hold(claim(), Duration.ofHours(9));
        dueNow();
        Claim held = claim();
        assertThat(held).returns(0, Claim::tries).returns(Claim.Failing.NOT, Claim::failing);

        records.later(held, Duration.ZERO);
        Claim failed = claim();
        assertThat(failed.tries()).isOne();
        records.hold(failed, Duration.ofHours(9));
        dueNow();

        assertThat(claim().failing().since().orElseThrow())
                .isEqualTo(failed.failing().since().orElseThrow().plus(Duration.ofHours(9)));
    }

    @Test
    void aRefusedWriteIsRememberedOverTheEndOfTheLeaseEvenWhenAHintComesMeanwhile() {
        Claim.RefusedWrite refused = new Claim.RefusedWrite("print", "Too rude");
        hint("x");
        Claim claim = claim();
        hint("own echo");

        database.apply(tx ->
                assertThat(records.park(tx, claim.refused(refused), FAILURE)).isFalse());

        Claim again = claim();
        assertThat(again.failing().refused()).contains(refused);
        database.apply(tx -> assertThat(records.park(tx, again, FAILURE)).isTrue());
        assertThat(records.deadLetters().requeue(1)).isOne();
        assertThat(claim().failing().refused()).as("a person's word").isEmpty();
    }

    private void hint(String payload) {
        database.apply(tx -> Hints.aboutZapierRecord(tx, mapping.name(), RECORD, Optional.of(payload)));
    }

    private void park(Failure failure) {
        Claim claim = claim();
        database.apply(tx -> assertThat(records.park(tx, claim, failure)).isTrue());
    }

    private Claim claim() {
        List<Claim> claims = records.claim(1, LEASE);
        assertThat(claims).hasSize(1);
        return claims.getFirst();
    }

    private DeadLetters.Parked only() {
        assertThat(records.deadLetters().newest(9)).hasSize(1);
        return records.deadLetters().newest(9).getFirst();
    }

    private List<DeadLetters.Parked> only3() {
        assertThat(records.deadLetters().newest(9)).hasSize(3);
        return records.deadLetters().newest(9);
    }

    private void dueNow() {
        server.update("update bridge.sync_record set due_at = clock_timestamp()");
    }
}
