package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is special about some tables of the packs: computed columns, locks, values that must be unique, tenants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PackEdgesTest {
    private final PackStack stack = new PackStack();

    @AfterAll
    void close() {
        stack.close();
    }

    @Test
    void computedColumnsArriveAndAreNeverWritten() {
        TableMapping mapping = stack.mapping("engagement_clocks");
        PackRows rows = new PackRows(mapping);
        FieldMapping overdue = mapping.field("days_overdue");
        stack.tenant(PackRows.tenant(7));

        SimRecord made = stack.table(mapping).create(rows.row(7, Side.ZAPIER));
        stack.sweepUntil(
                mapping,
                "the days arrive in Zapier",
                () -> stack.keyOf(mapping, made)
                        .flatMap(given -> stack.shown(mapping, given, overdue))
                        .isPresent());
        String key = stack.keyOf(mapping, made).orElseThrow();
        assertThat(Long.parseLong(stack.value(mapping, key, "days_overdue").orElseThrow()))
                .isPositive();
        stack.assertBothSidesEqual(mapping);

        String computed = stack.value(mapping, key, "days_overdue").orElseThrow();
        stack.table(mapping).update(made.id(), Map.of("days_overdue", 0, "last_touch_type", "visit"));
        stack.sweepUntil(
                mapping,
                "the edit beside it arrives",
                () -> stack.value(mapping, key, "last_touch_type").equals(Optional.of("visit")));
        stack.sweepUntil(
                mapping, "the days are put back", () -> PackRows.same(stack.shown(mapping, key, overdue), computed));
    }

    @Test
    void aSecondClockOfAContactIsSetAsideWithTheReason() {
        TableMapping mapping = stack.mapping("engagement_clocks");
        Map<String, Object> clock = Map.of(
                "tenant_id",
                PackRows.tenant(8),
                "contact_id",
                PackRows.tenant(8),
                "next_touch_due",
                "2030-01-01T00:00:00Z");
        stack.tenant(PackRows.tenant(8));
        SimRecord first = stack.table(mapping).create(clock);
        stack.sweepUntil(
                mapping,
                "a clock arrives",
                () -> stack.keyOf(mapping, first)
                        .flatMap(key -> stack.value(mapping, key, "contact_id"))
                        .isPresent());

        SimRecord second = stack.table(mapping).create(clock);
        assertThat(stack.awaitParked(mapping))
                .startsWith(
                        "public.engagement_clocks does not take the row: another row has a value that must be unique");

        stack.table(mapping).update(second.id(), Map.of("contact_id", PackRows.tenant(9)));
        stack.sweepUntil(
                mapping, "corrected it is taken", () -> stack.parked(mapping).isEmpty());
        stack.assertBothSidesEqual(mapping);
    }

    @Test
    void aLockThatIsTakenAgainIsTheSameRecord() {
        TableMapping mapping = stack.mapping("agent_tenant_locks");
        FieldMapping holder = mapping.field("locked_by");
        String tenant = PackRows.tenant(6);
        stack.tenant(tenant);

        for (String worker : List.of("first", "second")) {
            assertThat(stack.database().scalar("select acquire_tenant_lock(?::uuid, ?)", tenant, worker))
                    .isEqualTo(true);
            stack.sweepUntil(
                    mapping, "the holder is shown", () -> PackRows.same(stack.shown(mapping, tenant, holder), worker));
            assertThat(stack.database().scalar("select release_tenant_lock(?::uuid, ?)", tenant, worker))
                    .isEqualTo(true);
        }
        assertThat(stack.table(mapping).recordsWhere("tenant_id", tenant)).hasSize(1);
    }

    @Test
    void everyRecordIsFoundByItsTenant() {
        TableMapping mapping = stack.mapping("objectives");
        stack.tenant(PackRows.tenant(5));
        SimRecord bad = stack.table(mapping).create(Map.of("tenant_id", PackRows.tenant(5)));
        stack.sweepUntil(
                mapping,
                "a record without title is set aside",
                () -> stack.database()
                                .scalar(
                                        "select 1 from bridge.sync_record where parked_at is not null and z_id = ?",
                                        bad.id())
                        != null);

        assertThat(stack.database().scalar("select tenant from bridge.sync_record where z_id = ?", bad.id()))
                .isEqualTo(PackRows.tenant(5));
        stack.table(mapping).update(bad.id(), Map.of("title", "now it has one", "tenant_id", PackRows.tenant(5)));
        stack.sweepUntil(
                mapping,
                "it is taken",
                () -> stack.keyOf(mapping, bad)
                        .flatMap(key -> stack.value(mapping, key, "title"))
                        .isPresent());
        assertThat(stack.parked(mapping)).isEmpty();
    }
}
