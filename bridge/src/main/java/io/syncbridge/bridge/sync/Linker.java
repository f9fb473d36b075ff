package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.bridge.supabase.MappedTable;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.codec.ZapierJson;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connects mappings to real tables: finds the Zapier table by ULID or name, its fields' stable keys by their names, and
 * the database columns. Everything that does not fit is reported at once, with what to do.
 */
public final class Linker {
    private static final Set<String> READ_ONLY =
            Set.of("formula", "ai_formula", "button_trigger_zap", "button_continue_zap");

    private final Database database;
    private final ZapierTablesClient zapier;
    private final List<String> problems = new ArrayList<>();

    /** A linker over both connections. */
    public Linker(Database database, ZapierTablesClient zapier) {
        this.database = database;
        this.zapier = zapier;
    }

    /** What did not fit, one line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Connects all mappings; those with problems are left out.
     *
     * @param tableIds ULIDs by mapping name; others are found by the table's display name
     */
    public List<Link> link(List<TableMapping> mappings, Map<String, String> tableIds) {
        List<Link> links = new ArrayList<>();
        for (TableMapping mapping : mappings) {
            Columns columns = database.transaction(tx -> Columns.read(tx, mapping.supabase()));
            List<String> columnProblems = columns.problems(mapping);
            problems.addAll(columnProblems);
            Optional<String> tableId =
                    Optional.ofNullable(tableIds.get(mapping.name())).or(() -> byName(mapping));
            Optional<Link> link = tableId.flatMap(id -> fields(mapping, id, columns));
            if (columnProblems.isEmpty()) {
                link.ifPresent(links::add);
            }
        }
        return links;
    }

    private Optional<String> byName(TableMapping mapping) {
        Answer<List<ZapierTablesClient.Table>> answer = zapier.tables(mapping.zapierTable());
        if (!(answer instanceof Answer.Given<List<ZapierTablesClient.Table>> given)) {
            problems.add(mapping.name() + ": cannot list Zapier tables: " + reason(answer));
            return Optional.empty();
        }
        List<String> ids = given.value().stream()
                .filter(table -> table.name().equals(mapping.zapierTable()))
                .map(ZapierTablesClient.Table::id)
                .toList();
        if (ids.size() == 1) {
            return Optional.of(ids.getFirst());
        }
        problems.add(mapping.name() + ": " + (ids.isEmpty() ? "no" : String.valueOf(ids.size()))
                + " Zapier tables are called '" + mapping.zapierTable() + "'; "
                + (ids.isEmpty() ? "create it, or set " : "set ") + "ZAPIER_TABLE_"
                + mapping.name().toUpperCase(java.util.Locale.ROOT) + " to the ULID in the table's address");
        return Optional.empty();
    }

    private Optional<Link> fields(TableMapping mapping, String tableId, Columns columns) {
        Answer<List<ZapierTablesClient.Field>> answer = zapier.fields(tableId);
        if (!(answer instanceof Answer.Given<List<ZapierTablesClient.Field>> given)) {
            problems.add(
                    mapping.name() + ": cannot read the fields of Zapier table " + tableId + ": " + reason(answer));
            return Optional.empty();
        }
        Map<String, ZapierField> keys = new HashMap<>();
        List<FieldMapping> linked = new ArrayList<>();
        int before = problems.size();
        for (FieldMapping field : mapping.fields()) {
            List<ZapierField> named = given.value().stream()
                    .filter(candidate -> candidate.name().equals(field.zapierField()))
                    .map(ZapierTablesClient.Field::field)
                    .toList();
            boolean needed = field.required()
                    || field.name().equals(mapping.key())
                    || mapping.naturalKey().contains(field.name());
            if (named.size() == 1) {
                keys.put(field.name(), named.getFirst());
                linked.add(field);
                if (READ_ONLY.contains(named.getFirst().type()) && mapping.mode() == SyncMode.TWO_WAY) {
                    problems.add(mapping.name() + ": Zapier field '" + field.zapierField() + "' is computed ("
                            + named.getFirst().type() + ") and cannot be written; set direction: to_supabase");
                }
            } else if (named.size() > 1) {
                problems.add(mapping.name() + ": " + named.size() + " Zapier fields are called '" + field.zapierField()
                        + "'; rename all but one");
            } else if (needed) {
                problems.add(mapping.name() + ": the Zapier table has no field '" + field.zapierField()
                        + "'; add it, or set 'zapier' of field '" + field.name() + "' to what it is called there");
            }
        }
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(link(reduced(mapping, linked), tableId, keys, columns));
    }

    private static Link link(TableMapping mapping, String tableId, Map<String, ZapierField> keys, Columns columns) {
        return new Link(mapping, tableId, new ZapierJson(mapping, keys), new MappedTable(mapping, columns));
    }

    /** A field that one side lacks would look different for ever, so it is no part of what is compared. */
    private static TableMapping reduced(TableMapping mapping, List<FieldMapping> fields) {
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
