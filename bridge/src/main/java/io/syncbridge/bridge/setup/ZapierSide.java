package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.schema.ZapierFields;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierTableMaker;
import io.syncbridge.bridge.zapier.ZapierTableMaker.NewField;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds or makes the Zapier table and the fields of each mapping. What is there is adopted, never altered. */
public final class ZapierSide {
    private static final String DESCRIPTION = "Kept in sync with Supabase";
    private static final String NOT_YET = "";

    private final ZapierTablesClient zapier;
    private final ZapierTableMaker maker;
    private final Map<String, String> configured;
    private final Map<String, Map<String, String>> pinned;
    private final Journal journal;

    /**
     * Over one connection.
     *
     * @param configured ULIDs by mapping name, where the settings name them
     * @param pinned field keys by mapping and field name, where the settings name them
     */
    public ZapierSide(
            ZapierTablesClient zapier,
            ZapierTableMaker maker,
            Map<String, String> configured,
            Map<String, Map<String, String>> pinned,
            Journal journal) {
        this.zapier = zapier;
        this.maker = maker;
        this.configured = Map.copyOf(configured);
        this.pinned = Map.copyOf(pinned);
        this.journal = journal;
    }

    /**
     * A table as found or made.
     *
     * @param id its ULID; empty in a dry run that would make it
     * @param keys the field keys by field name; without those that a dry run would make
     */
    public record Found(String id, Map<String, String> keys) {}

    /** Thrown inside, when Zapier does not do what was asked. */
    private static final class Stopped extends Exception {
        Stopped(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Finds or makes what a mapping needs; empty when that was not possible, which the journal then says. */
    public Optional<Found> prepare(TableMapping mapping, Optional<Binding> known) {
        try {
            String id = table(mapping, known);
            return Optional.of(new Found(
                    id, fields(mapping, id, known.filter(b -> b.tableId().equals(id)))));
        } catch (Stopped stopped) {
            journal.problem(mapping.name() + ": " + stopped.getMessage());
            return Optional.empty();
        }
    }

    private String table(TableMapping mapping, Optional<Binding> known) throws Stopped {
        Optional<String> named = Optional.ofNullable(configured.get(mapping.name()))
                .or(() -> known.filter(binding -> binding.tableName().equals(mapping.zapierTable()))
                        .map(Binding::tableId));
        if (named.isPresent()) {
            journal.kept("Zapier table " + named.get() + " for " + mapping.name());
            return named.get();
        }
        List<String> ids = given(zapier.tables(mapping.zapierTable()), "cannot list the Zapier tables").stream()
                .filter(table -> table.name().equals(mapping.zapierTable()))
                .map(ZapierTablesClient.Table::id)
                .toList();
        if (ids.size() > 1) {
            throw new Stopped(ids.size() + " Zapier tables are called '" + mapping.zapierTable() + "': "
                    + String.join(", ", ids) + "; choose one by setting ZAPIER_TABLE_"
                    + mapping.name().toUpperCase(Locale.ROOT) + " to its ULID, which stands in the table's address");
        }
        if (ids.size() == 1) {
            journal.kept("Zapier table '" + mapping.zapierTable() + "' was there before, " + ids.getFirst()
                    + "; adopted for " + mapping.name());
            return ids.getFirst();
        }
        String id = NOT_YET;
        if (!journal.isDryRun()) {
            id = given(
                    maker.createTable(mapping.zapierTable(), DESCRIPTION),
                    "cannot create the Zapier table '" + mapping.zapierTable() + "'");
        }
        journal.changed(
                "created", "would create", "Zapier table '" + mapping.zapierTable() + "' for " + mapping.name());
        return id;
    }

    private Map<String, String> fields(TableMapping mapping, String id, Optional<Binding> known) throws Stopped {
        List<ZapierFields.Shown> shown = id.isEmpty() ? List.of() : shown(id);
        List<FieldMapping> missing = missing(mapping, shown, match(mapping, known, shown));
        if (!missing.isEmpty()) {
            List<NewField> wanted = missing.stream()
                    .map(field -> new NewField(field.zapierField(), ZapierFieldTypes.of(field.type())))
                    .toList();
            if (!journal.isDryRun()) {
                int unused = given(
                        maker.createFields(id, wanted),
                        "cannot create fields in Zapier table " + mapping.zapierTable());
                shown = shown(id);
            } else {
                shown = planned(shown, wanted);
            }
            wanted.forEach(field -> journal.changed(
                    "created",
                    "would create",
                    "Zapier field '" + field.name() + "' (" + field.type() + ") in '" + mapping.zapierTable() + "'"));
            choices(mapping, missing);
        }
        ZapierFields.Result result = match(mapping, known, shown);
        result.problems().forEach(journal::problem);
        result.notes().forEach(journal::note);
        Map<String, String> keys = new TreeMap<>();
        result.fields().forEach((name, bound) -> {
            if (!bound.field().key().isEmpty()) {
                keys.put(name, bound.field().key());
            }
        });
        return keys;
    }

    private List<FieldMapping> missing(
            TableMapping mapping, List<ZapierFields.Shown> shown, ZapierFields.Result result) {
        return mapping.fields().stream()
                .filter(field -> !result.fields().containsKey(field.name()))
                .filter(field ->
                        shown.stream().noneMatch(candidate -> candidate.name().equals(field.zapierField())))
                .toList();
    }

    /** Pins that point nowhere are left out: they are about to be written anew. */
    private ZapierFields.Result match(TableMapping mapping, Optional<Binding> known, List<ZapierFields.Shown> shown) {
        Map<String, String> valid = new TreeMap<>(pinned.getOrDefault(mapping.name(), Map.of()));
        valid.values()
                .removeIf(key -> shown.stream()
                        .noneMatch(candidate -> candidate.field().key().equals(key)));
        return ZapierFields.match(mapping, known, valid, shown);
    }

    private static List<ZapierFields.Shown> planned(List<ZapierFields.Shown> shown, List<NewField> wanted) {
        List<ZapierFields.Shown> all = new ArrayList<>(shown);
        wanted.forEach(field -> all.add(new ZapierFields.Shown(field.name(), new ZapierField(NOT_YET, field.type()))));
        return all;
    }

    private void choices(TableMapping mapping, List<FieldMapping> made) {
        for (FieldMapping field : made) {
            if (field.type() instanceof FieldType.Choice choice) {
                journal.left("Zapier table '" + mapping.zapierTable() + "', field '" + field.zapierField()
                        + "': add the choices " + String.join(", ", choice.allowed())
                        + " (the API cannot; a value that is synced becomes a choice by itself)");
            }
        }
    }

    private List<ZapierFields.Shown> shown(String id) throws Stopped {
        return given(zapier.fields(id), "cannot read the fields of Zapier table " + id).stream()
                .map(field -> new ZapierFields.Shown(field.name(), field.field()))
                .toList();
    }

    private static <T> T given(Answer<T> answer, String otherwise) throws Stopped {
        return switch (answer) {
            case Answer.Given<T> given -> given.value();
            case Answer.Later<T> later -> throw new Stopped(otherwise + ": " + later.reason());
            case Answer.Refused<T> refused -> throw new Stopped(otherwise + ": " + refused.reason());
            case Answer.Unknown<T> unknown ->
                throw new Stopped(otherwise + ": " + unknown.reason()
                        + ". It may have been done all the same; run setup again, it takes what it finds");
        };
    }
}
