package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every table of the packs between a real PostgreSQL and the simulator: what its mapping promises happens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PacksTest {
    private final PackStack stack = new PackStack();

    @AfterAll
    void close() {
        stack.close();
    }

    static List<String> twoWay() {
        return named(mapping -> mapping.mode() == SyncMode.TWO_WAY && !mapping.isMadeInSupabaseOnly());
    }

    static List<String> madeInSupabase() {
        return named(TableMapping::isMadeInSupabaseOnly);
    }

    static List<String> appendOnly() {
        return named(mapping -> mapping.mode() == SyncMode.APPEND_TO_SUPABASE);
    }

    @ParameterizedTest
    @MethodSource("twoWay")
    void insertsAndEditsOfBothSidesArrive(String name) {
        TableMapping mapping = stack.mapping(name);
        PackRows rows = new PackRows(mapping);
        FieldMapping edited = rows.edited();

        String key = insert(mapping, rows, name.equals("tenants") ? 41 : 1);
        stack.sweepUntil(
                mapping,
                "a row arrives in Zapier",
                () -> stack.record(mapping, key).isPresent());
        stack.assertBothSidesEqual(mapping);

        edit(mapping, key, edited, rows.value(edited, 3, Side.SUPABASE));
        String wanted = stack.value(mapping, key, edited.column()).orElseThrow();
        stack.sweepUntil(
                mapping, "an edit arrives in Zapier", () -> PackRows.same(stack.shown(mapping, key, edited), wanted));

        SimRecord shown = stack.record(mapping, key).orElseThrow();
        stack.table(mapping).update(shown.id(), Map.of(edited.zapierField(), rows.value(edited, 4, Side.ZAPIER)));
        stack.sweepUntil(
                mapping,
                "an edit arrives in Supabase",
                () -> PackRows.same(
                        stack.value(mapping, key, edited.column()),
                        String.valueOf(rows.value(edited, 4, Side.SUPABASE))));

        if (!name.equals("tenants")) {
            stack.tenant(PackRows.tenant(2));
        }
        SimRecord made = stack.table(mapping).create(rows.row(2, Side.ZAPIER));
        stack.sweepUntil(
                mapping,
                "a record arrives in Supabase",
                () -> stack.keyOf(mapping, made)
                        .flatMap(given -> stack.value(mapping, given, edited.column()))
                        .isPresent());
        stack.assertBothSidesEqual(mapping);
        assertThat(stack.parked(mapping)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("madeInSupabase")
    void whatSupabaseMakesIsShownAndWhatPeopleDoToItInZapierIsPutBack(String name) {
        TableMapping mapping = stack.mapping(name);
        PackRows rows = new PackRows(mapping);
        FieldMapping edited = rows.edited();

        String key = insert(mapping, rows, 1);
        stack.sweepUntil(
                mapping,
                "a row arrives in Zapier",
                () -> stack.record(mapping, key).isPresent());
        edit(mapping, key, edited, rows.value(edited, 3, Side.SUPABASE));
        String wanted = stack.value(mapping, key, edited.column()).orElseThrow();
        stack.sweepUntil(
                mapping, "an edit arrives in Zapier", () -> PackRows.same(stack.shown(mapping, key, edited), wanted));

        SimRecord shown = stack.record(mapping, key).orElseThrow();
        stack.table(mapping).update(shown.id(), Map.of(edited.zapierField(), rows.value(edited, 4, Side.ZAPIER)));
        stack.sweepUntil(mapping, "it is put back", () -> PackRows.same(stack.shown(mapping, key, edited), wanted));
        stack.assertBothSidesEqual(mapping);
        assertThat(stack.value(mapping, key, edited.column())).contains(wanted);

        SimRecord made = stack.table(mapping).create(Map.of(edited.zapierField(), rows.value(edited, 5, Side.ZAPIER)));
        assertThat(stack.awaitParked(mapping)).contains("records of this table are made in Supabase only");
        assertThat(stack.database().scalar("select count(*) from " + mapping.supabase()))
                .isEqualTo(1L);
        stack.table(mapping).delete(made.id());
    }

    @ParameterizedTest
    @MethodSource("appendOnly")
    void whatZapierAddsIsInsertedOnceAndNothingGoesBack(String name) {
        TableMapping mapping = stack.mapping(name);
        PackRows rows = new PackRows(mapping);
        stack.tenant(PackRows.tenant(1));

        SimRecord made = stack.table(mapping).create(rows.row(1, Side.ZAPIER));
        stack.sweepUntil(mapping, "a row is inserted", () -> count(mapping) == 1);
        FieldMapping edited = rows.edited();
        stack.table(mapping).update(made.id(), Map.of(edited.zapierField(), rows.value(edited, 4, Side.ZAPIER)));
        stack.sweepUntil(
                mapping,
                "the edit is reported",
                () -> stack.database()
                                .scalar(
                                        "select 1 from audit_log where action = 'sync_skipped_stale_data' and resource_id = ?",
                                        made.id())
                        != null);

        assertThat(count(mapping)).isEqualTo(1);
        assertThat(stack.table(mapping).records()).hasSize(1);
    }

    private String insert(TableMapping mapping, PackRows rows, int n) {
        if (!mapping.name().equals("tenants")) {
            stack.tenant(PackRows.tenant(n));
        }
        Map<String, Object> row = rows.row(n, Side.SUPABASE);
        stack.database()
                .update(
                        "insert into " + mapping.supabase() + " (" + String.join(", ", row.keySet()) + ") values ("
                                + String.join(
                                        ", ",
                                        row.keySet().stream().map(column -> "?").toList()) + ")",
                        row.values().toArray());
        return String.valueOf(row.get(mapping.field(mapping.key()).column()));
    }

    private void edit(TableMapping mapping, String key, FieldMapping field, Object value) {
        assertThat(stack.database()
                        .update(
                                "update " + mapping.supabase() + " set " + field.column() + " = ? where "
                                        + mapping.key() + "::text = ?",
                                value,
                                key))
                .isEqualTo(1);
    }

    private long count(TableMapping mapping) {
        return (Long)
                java.util.Objects.requireNonNull(stack.database().scalar("select count(*) from " + mapping.supabase()));
    }

    private static List<String> named(Predicate<TableMapping> wanted) {
        try {
            return BridgeConfig.read(
                            Settings.of(Map.of(
                                    "DATABASE_URL", "postgres://u@localhost/db",
                                    "ZAPIER_CREDENTIALS", "tok",
                                    "BRIDGE_PACKS", "autonomous-agent,control-plane")),
                            true)
                    .mappings()
                    .stream()
                    .filter(wanted)
                    .map(TableMapping::name)
                    .toList();
        } catch (ConfigProblems problems) {
            throw new IllegalStateException(problems);
        }
    }
}
