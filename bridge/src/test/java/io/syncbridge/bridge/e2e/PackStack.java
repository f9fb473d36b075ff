package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.store.DeadLetters;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A bridge that runs both packs, with a Zapier table for each of their mappings. Changes are found by sweeps alone. */
final class PackStack implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final TestDatabase database = TestPostgres.fresh("packs end to end", template -> {
        int unused = Migrations.all(template.dataSource())
                + Migrations.pack(template.dataSource(), "autonomous-agent")
                + Migrations.pack(template.dataSource(), "control-plane");
    });
    private final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withToken("tok"));
    private final BridgeConfig config;
    private final Bridge bridge;

    PackStack() {
        try {
            config = BridgeConfig.read(
                    Settings.of(Map.of(
                            "DATABASE_URL", database.jdbcUrl(),
                            "ZAPIER_BASE_URL", zapier.baseUrl().toString(),
                            "ZAPIER_CREDENTIALS", "tok",
                            "ZAPIER_RATE_LIMIT", "off",
                            "BRIDGE_PACKS", "autonomous-agent,control-plane",
                            "BRIDGE_PORT", "0")),
                    true);
            config.mappings().forEach(mapping -> zapier.createTable(mapping.name(), fields(mapping)));
            bridge = Bridge.open(config);
        } catch (ConfigProblems problems) {
            throw new IllegalStateException(problems);
        }
        int unused = bridge.serve(config);
    }

    static List<SimField.Spec> fields(TableMapping mapping) {
        return mapping.fields().stream()
                .map(field -> switch (field.type()) {
                    case FieldType.Choice choice -> SimField.Spec.select(field.zapierField(), choice.allowed());
                    case FieldType.Uuid uuid -> SimField.Spec.of("uuid", field.zapierField());
                    case FieldType.Whole whole -> SimField.Spec.of("number", field.zapierField());
                    case FieldType.Decimal decimal -> SimField.Spec.of("decimal", field.zapierField());
                    case FieldType.Flag flag -> SimField.Spec.of("boolean", field.zapierField());
                    case FieldType.Timestamp time -> SimField.Spec.of("datetime", field.zapierField());
                    default -> SimField.Spec.of("text", field.zapierField());
                })
                .toList();
    }

    List<TableMapping> mappings() {
        return config.mappings();
    }

    TestDatabase database() {
        return database;
    }

    SimTable table(TableMapping mapping) {
        return zapier.table(mapping.name());
    }

    /** Whose rows point to a tenant must find it there. */
    void tenant(String id) {
        database.update("insert into tenants (id, name) values (?, 'of a test') on conflict do nothing", id);
    }

    /** Sweeps until what is wanted is so. */
    void sweepUntil(TableMapping mapping, String what, Check check) {
        bridge.sweepSoon(mapping.name());
        Eventually.until(mapping.name() + ": " + what, LIMIT, () -> {
            boolean done = check.holds();
            if (!done) {
                bridge.sweepSoon(mapping.name());
            }
            return done;
        });
    }

    /** Something that becomes true. */
    @FunctionalInterface
    interface Check {
        boolean holds();
    }

    /** The one Zapier record with this key, if it is there. */
    Optional<SimRecord> record(TableMapping mapping, String key) {
        List<SimRecord> found =
                table(mapping).recordsWhere(mapping.field(mapping.key()).zapierField(), key);
        assertThat(found).hasSizeLessThan(2);
        return found.stream().findFirst();
    }

    /** A column of a row as text; empty when it is null or there is no row. */
    Optional<String> value(TableMapping mapping, String key, String column) {
        return Optional.ofNullable((String) database.scalar(
                "select " + column + "::text from " + mapping.supabase() + " where " + mapping.key() + "::text = ?",
                key));
    }

    void assertBothSidesEqual(TableMapping mapping) {
        Link link = bridge.links().stream()
                .filter(one -> one.mapping().name().equals(mapping.name()))
                .findFirst()
                .orElseThrow();
        sweepUntil(
                mapping,
                "both sides are equal",
                () -> bridge.verify(link, TestStack.SOON) instanceof Verified.Complete found
                        && found.differing() == 0
                        && found.onTheirWay().isEmpty());
    }

    /** The mapping of that name. */
    TableMapping mapping(String name) {
        return config.mappings().stream()
                .filter(mapping -> mapping.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A field of the record with this key, as Zapier shows it. */
    Optional<String> shown(TableMapping mapping, String key, FieldMapping field) {
        return record(mapping, key).flatMap(record -> table(mapping).text(record, field.zapierField()));
    }

    /** The key that a record carries by now. */
    Optional<String> keyOf(TableMapping mapping, SimRecord record) {
        return table(mapping)
                .find(record.id())
                .flatMap(now ->
                        table(mapping).text(now, mapping.field(mapping.key()).zapierField()));
    }

    /** Sweeps until one record waits for a person, and answers why. A sweep that was under way may wake it once more. */
    String awaitParked(TableMapping mapping) {
        sweepUntil(mapping, "a record is set aside", () -> !parked(mapping).isEmpty());
        return Eventually.value(mapping.name() + ": one is set aside", () -> parked(mapping), list -> list.size() == 1)
                .getFirst()
                .reason();
    }

    List<DeadLetters.Parked> parked(TableMapping mapping) {
        return Objects.requireNonNull(bridge.workers().get(mapping.name()))
                .records()
                .deadLetters()
                .newest(100);
    }

    @Override
    public void close() {
        bridge.close();
        zapier.close();
        database.close();
    }
}
