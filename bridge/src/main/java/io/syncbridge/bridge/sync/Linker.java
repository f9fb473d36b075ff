package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.schema.ZapierFields;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.supabase.AuditTable;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.bridge.supabase.MappedTable;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.codec.ZapierJson;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connects mappings to real tables: finds the Zapier table by ULID or name, its fields' stable keys, and the database
 * columns. What a mapping was linked to before is kept through renames; what is gone is missed, never guessed.
 */
public final class Linker {
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Map<String, String> tableIds;
    private final Map<String, Map<String, String>> fieldKeys;
    private final boolean readsOnly;

    /**
     * A linker over both connections.
     *
     * @param tableIds ULIDs by mapping name; other tables are found by their display name
     */
    public Linker(Database database, ZapierTablesClient zapier, Map<String, String> tableIds) {
        this(database, zapier, tableIds, Map.of());
    }

    /**
     * A linker that is told some fields' keys.
     *
     * @param fieldKeys {@code f<n>} by mapping and field name; other fields are found by their display name
     */
    public Linker(
            Database database,
            ZapierTablesClient zapier,
            Map<String, String> tableIds,
            Map<String, Map<String, String>> fieldKeys) {
        this(database, zapier, tableIds, fieldKeys, false);
    }

    private Linker(
            Database database,
            ZapierTablesClient zapier,
            Map<String, String> tableIds,
            Map<String, Map<String, String>> fieldKeys,
            boolean readsOnly) {
        this.database = database;
        this.zapier = zapier;
        this.tableIds = Map.copyOf(tableIds);
        this.fieldKeys = Map.copyOf(fieldKeys);
        this.readsOnly = readsOnly;
    }

    /** The same for somebody who writes nothing: rights to write and the audit table are not asked for. */
    public Linker reading() {
        return new Linker(database, zapier, tableIds, fieldKeys, true);
    }

    /** What came of linking. */
    public sealed interface Outcome {
        /**
         * Both tables fit.
         *
         * @param columns what the link found in the database
         * @param news what is new since the last link
         */
        record Linked(Link link, Columns columns, Binding binding, News news) implements Outcome {}

        /** Something does not fit; every problem with its remedy. */
        record Faulty(List<String> problems) implements Outcome {}

        /** A side could not be asked; nothing is known. */
        record Unreachable(String reason) implements Outcome {}
    }

    /**
     * What changed since a mapping was linked before.
     *
     * @param anewInZapier fields that were deleted in Zapier and made anew
     * @param anewInSupabase fields whose columns were dropped and made anew
     * @param added fields that the mapping was not linked with before
     * @param notes what changed without harm
     */
    public record News(List<String> anewInZapier, List<String> anewInSupabase, List<String> added, List<String> notes) {
        static final News NONE = new News(List.of(), List.of(), List.of(), List.of());
    }

    /** Thrown inside, when a side gives no answer. */
    private static final class NoAnswer extends Exception {
        NoAnswer(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Connects one mapping, given what it was linked to before. */
    public Outcome link(TableMapping mapping, Optional<Binding> known) {
        try {
            Columns catalog = database.transaction(tx -> Columns.read(tx, mapping.supabase()));
            Columns columns = readsOnly ? catalog.ifWritable() : catalog;
            List<String> problems = new ArrayList<>(columns.problems(mapping));
            if (!readsOnly) {
                problems.addAll(database.transaction(tx -> AuditTable.problems(tx, mapping)));
            }
            Optional<String> tableId = tableId(mapping, known, problems);
            if (tableId.isEmpty()) {
                return new Outcome.Faulty(problems);
            }
            Optional<Binding> same = known.filter(binding -> binding.tableId().equals(tableId.get()));
            ZapierFields.Result fields = ZapierFields.match(
                    mapping, same, fieldKeys.getOrDefault(mapping.name(), Map.of()), fields(mapping, tableId.get()));
            problems.addAll(fields.problems());
            if (!problems.isEmpty()) {
                return new Outcome.Faulty(problems);
            }
            Map<String, Binding.Bound> bound = new HashMap<>();
            fields.fields()
                    .forEach((name, found) -> bound.put(
                            name,
                            found.inColumn(columns.number(mapping.field(name).column()))));
            Binding binding = new Binding(tableId.get(), mapping.zapierTable(), bound);
            News news = same.map(before ->
                            new News(fields.anew(), columnsAnew(before, binding), fields.added(), fields.notes()))
                    .orElse(News.NONE);
            return new Outcome.Linked(link(mapping, binding, columns), columns, binding, news);
        } catch (NoAnswer none) {
            return new Outcome.Unreachable(String.valueOf(none.getMessage()));
        } catch (DatabaseException down) {
            return new Outcome.Unreachable("the database cannot be asked (SQLState " + down.sqlState() + ")");
        }
    }

    /** Connects a mapping to what it was linked to before, without asking Zapier: for a start while Zapier is away. */
    public Outcome linkAsBefore(TableMapping mapping, Binding known) {
        Columns columns = database.transaction(tx -> Columns.read(tx, mapping.supabase()));
        List<String> problems = columns.problems(mapping);
        boolean whole = mapping.fields().stream()
                .allMatch(field -> Optional.ofNullable(known.fields().get(field.name()))
                        .map(bound -> bound.statedName().equals(field.zapierField()))
                        .orElse(!field.required()));
        boolean sameTable = known.tableName().equals(mapping.zapierTable())
                && tableIds.getOrDefault(mapping.name(), known.tableId()).equals(known.tableId());
        return problems.isEmpty() && whole && sameTable
                ? new Outcome.Linked(link(mapping, known, columns), columns, known, News.NONE)
                : new Outcome.Unreachable("the mapping has changed since it was linked");
    }

    private static List<String> columnsAnew(Binding before, Binding now) {
        return now.fields().entrySet().stream()
                .filter(field -> Optional.ofNullable(before.fields().get(field.getKey()))
                        .filter(bound -> bound.column() != field.getValue().column())
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Optional<String> tableId(TableMapping mapping, Optional<Binding> known, List<String> problems)
            throws NoAnswer {
        Optional<String> configured = Optional.ofNullable(tableIds.get(mapping.name()));
        if (configured.isPresent()) {
            return configured;
        }
        Optional<String> before = known.filter(binding -> binding.tableName().equals(mapping.zapierTable()))
                .map(Binding::tableId);
        if (before.isPresent()) {
            return before;
        }
        List<String> ids = tablesNamed(mapping);
        if (ids.size() != 1) {
            problems.add(mapping.name() + ": " + (ids.isEmpty() ? "no" : String.valueOf(ids.size()))
                    + " Zapier tables are called '" + mapping.zapierTable() + "'; "
                    + (ids.isEmpty() ? "create it (./bridgectl setup does), or set " : "set ") + setting(mapping)
                    + " to the ULID in the table's address");
            return Optional.empty();
        }
        return Optional.of(ids.getFirst());
    }

    private List<String> tablesNamed(TableMapping mapping) throws NoAnswer {
        Answer<List<ZapierTablesClient.Table>> answer = zapier.tables(mapping.zapierTable());
        if (!(answer instanceof Answer.Given<List<ZapierTablesClient.Table>> given)) {
            throw new NoAnswer(mapping.name() + ": cannot list Zapier tables: " + reason(answer));
        }
        return given.value().stream()
                .filter(table -> table.name().equals(mapping.zapierTable()))
                .map(ZapierTablesClient.Table::id)
                .toList();
    }

    private List<ZapierFields.Shown> fields(TableMapping mapping, String tableId) throws NoAnswer {
        Answer<List<ZapierTablesClient.Field>> answer = zapier.fields(tableId);
        if (!(answer instanceof Answer.Given<List<ZapierTablesClient.Field>> given)) {
            throw new NoAnswer(mapping.name() + ": cannot read the fields of Zapier table " + tableId + ": "
                    + reason(answer) + "; if the table is gone, set " + setting(mapping) + " to another one's ULID");
        }
        return given.value().stream()
                .map(field -> new ZapierFields.Shown(field.name(), field.field()))
                .toList();
    }

    private static String setting(TableMapping mapping) {
        return "ZAPIER_TABLE_" + mapping.name().toUpperCase(Locale.ROOT);
    }

    private static Link link(TableMapping declared, Binding binding, Columns columns) {
        TableMapping mapping = reduced(declared, binding.fields().keySet());
        Map<String, ZapierField> keys = new HashMap<>();
        mapping.fields()
                .forEach(field -> Optional.ofNullable(binding.fields().get(field.name()))
                        .ifPresent(bound -> keys.put(field.name(), bound.field())));
        return new Link(mapping, binding.tableId(), new ZapierJson(mapping, keys), new MappedTable(mapping, columns));
    }

    /** A field that one side lacks would look different for ever, so it is no part of what is compared. */
    private static TableMapping reduced(TableMapping mapping, Set<String> names) {
        List<FieldMapping> fields = mapping.fields().stream()
                .filter(field -> names.contains(field.name()))
                .toList();
        return mapping.withFields(fields);
    }

    private static String reason(Answer<?> answer) {
        return switch (answer) {
            case Answer.Given<?> given -> "";
            case Answer.Later<?> later -> later.reason();
            case Answer.Refused<?> refused -> refused.reason();
            case Answer.Unknown<?> unknown -> unknown.reason();
        };
    }
}
