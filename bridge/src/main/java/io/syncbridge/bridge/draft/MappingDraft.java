package io.syncbridge.bridge.draft;

import io.syncbridge.bridge.zapier.ZapierTablesClient.Field;
import io.syncbridge.mapping.AuditNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The text of a mapping file for a table: complete, loads as it is, and says in comments what a person should look at. */
public final class MappingDraft {
    private static final Pattern NOT_OF_A_NAME = Pattern.compile("[^a-z0-9_]");
    private static final Set<String> MOVES = Set.of(
            "updated_at",
            "modified_at",
            "changed_at",
            "last_updated",
            "last_updated_at",
            "last_modified",
            "last_modified_at",
            "overridden_at");
    private static final Set<String> STARTS = Set.of("created_at", "inserted_at");
    private static final String AUDIT = "public.audit_log";

    private final TableShape shape;
    private final String zapierTable;
    private final Optional<List<Field>> zapierFields;
    private final Set<String> taken = new HashSet<>();

    /**
     * A draft.
     *
     * @param zapierTable the Zapier table's name
     * @param zapierFields its fields; empty when they could not be looked at
     */
    public MappingDraft(TableShape shape, String zapierTable, Optional<List<Field>> zapierFields) {
        this.shape = shape;
        this.zapierTable = zapierTable;
        this.zapierFields = zapierFields;
    }

    /** The name that the mapping gets. */
    public static String name(TableShape shape) {
        String name = NOT_OF_A_NAME
                .matcher(shape.table().name().toLowerCase(Locale.ROOT))
                .replaceAll("_")
                .replaceFirst("^[^a-z]+", "");
        String usable = name.isEmpty() ? "table" : name;
        return usable.substring(0, Math.min(63, usable.length()));
    }

    /** True when the table only takes rows: the audit log, which the bridge itself writes to. */
    private boolean isAppendOnly() {
        return shape.table().toString().equals(AUDIT);
    }

    /** The file's text, in lines. */
    public String yaml() {
        String name = name(shape);
        List<String> lines = new ArrayList<>();
        lines.add("# yaml-language-server: $schema=mapping.schema.json");
        lines.add("# Drafted from " + shape.table()
                + " by ./bridgectl mapping new. Read it, correct it, and put it into the");
        lines.add("# folder that BRIDGE_MAPPINGS names. docs/mappings.md explains every line.");
        lines.add("name: " + YamlText.of(name));
        lines.add("supabase: " + YamlText.of(shape.table().toString()));
        lines.add("zapier: " + YamlText.of(zapierTable));
        if (isAppendOnly()) {
            lines.add("mode: append_to_supabase # each Zapier record becomes one row; nothing is sent back");
        } else {
            keys(lines);
        }
        String singular = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
        AuditNames audit = new AuditNames(shape.table(), singular + "_synced", singular);
        lines.add("audit: { table: audit_log, action: " + YamlText.of(audit.action()) + ", resource_type: "
                + YamlText.of(audit.resourceType()) + " }");
        lines.add("fields:");
        shape.columns().forEach(column -> lines.add(field(column)));
        leftOver().ifPresent(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private void keys(List<String> lines) {
        lines.add("key: " + YamlText.of(shape.key().orElseThrow()));
        List<List<String>> natural = shape.uniques().stream()
                .filter(unique -> !unique.equals(List.of(shape.key().orElseThrow())))
                .filter(unique -> unique.stream().allMatch(this::isMapped))
                .toList();
        if (!natural.isEmpty()) {
            String others = natural.stream()
                    .skip(1)
                    .map(unique -> "(" + String.join(", ", unique) + ")")
                    .reduce((one, other) -> one + ", " + other)
                    .map(text -> " # unique too: " + text)
                    .orElse("");
            lines.add("natural_key: " + list(natural.getFirst()) + others);
        }
        List<String> versions = named(MOVES);
        if (versions.isEmpty() || versions.equals(List.of("overridden_at"))) {
            versions.addAll(named(STARTS));
        }
        if (!versions.isEmpty()) {
            lines.add("version: " + list(versions));
        }
        lines.add("policy: newest-wins");
        lines.add("deletes: ignore");
    }

    private List<String> named(Set<String> names) {
        return new ArrayList<>(shape.columns().stream()
                .filter(column -> names.contains(column.name()))
                .filter(column ->
                        DraftType.of(column).type().filter("timestamp"::equals).isPresent())
                .map(TableShape.Column::name)
                .toList());
    }

    private boolean isMapped(String column) {
        return shape.columns().stream()
                .filter(candidate -> candidate.name().equals(column))
                .anyMatch(candidate -> DraftType.of(candidate).type().isPresent());
    }

    private String field(TableShape.Column column) {
        DraftType type = DraftType.of(column);
        if (type.type().isEmpty()) {
            return "  # " + oneLine(column.name()) + " is left out: "
                    + type.remark().orElse("")
                    + (column.notNull() && !column.filled()
                            ? ". The database wants a value: give the column a default, or no row can be created from Zapier"
                            : "");
        }
        if (isAppendOnly() && column.filled() && shape.primaryKey().contains(column.name())) {
            return "  # " + oneLine(column.name()) + " is left out: the database numbers the rows itself";
        }
        List<String> options = new ArrayList<>(List.of("type: " + type.type().get()));
        options.addAll(type.options());
        boolean isKey = shape.key().filter(column.name()::equals).isPresent();
        if (column.generated() || (column.numbered() && !isKey)) {
            options.add("direction: to_zapier");
        } else if (column.notNull() && !isKey) {
            Optional<String> value = DraftDefault.of(column, type.type().get());
            if (value.isPresent()) {
                options.add("default: " + value.get());
            } else if (!column.filled()) {
                options.add("required: true");
            }
        }
        List<String> remarks = new ArrayList<>(type.remark().stream().toList());
        if (column.generated()) {
            remarks.add("computed by the database");
        }
        if (column.numbered() && isKey) {
            remarks.add("numbered by the database: create records there, not in Zapier");
        }
        zapier(column, options, remarks);
        String value = options.size() == 1 ? type.type().get() : "{ " + String.join(", ", options) + " }";
        return "  " + YamlText.of(column.name()) + ": " + value
                + (remarks.isEmpty() ? "" : " # " + String.join("; ", remarks));
    }

    private void zapier(TableShape.Column column, List<String> options, List<String> remarks) {
        if (zapierFields.isEmpty()) {
            return;
        }
        List<Field> same = zapierFields.get().stream()
                .filter(field -> field.name().equals(column.name()))
                .toList();
        List<Field> alike = same.isEmpty()
                ? zapierFields.get().stream()
                        .filter(field -> plain(field.name()).equals(plain(column.name())))
                        .toList()
                : same;
        if (alike.isEmpty()) {
            remarks.add("not in the Zapier table yet; ./bridgectl setup adds it");
            return;
        }
        Field found = alike.getFirst();
        taken.add(found.name());
        if (!found.name().equals(column.name())) {
            options.add("zapier: " + YamlText.of(found.name()));
        }
        if (alike.size() > 1) {
            remarks.add(alike.size() + " Zapier fields are called so; rename all but one");
        }
    }

    private Optional<String> leftOver() {
        List<String> names = zapierFields.orElse(List.of()).stream()
                .map(Field::name)
                .filter(name -> !taken.contains(name))
                .map(MappingDraft::oneLine)
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("  # in Zapier without a column: " + String.join(", ", names));
    }

    private static String list(List<String> names) {
        return "[" + String.join(", ", names.stream().map(YamlText::of).toList()) + "]";
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static String oneLine(String name) {
        return name.replaceAll("\\p{Cntrl}", " ");
    }
}
