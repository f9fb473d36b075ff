package io.syncbridge.bridge.schema;

import io.syncbridge.codec.ZapierField;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the Zapier field of every mapped field.
 *
 * <ol>
 *   <li>A field whose key the settings name is that one.
 *   <li>A field linked before keeps its key, whatever it is called now.
 *   <li>Otherwise the one field of the stated name; two of one name are never guessed between.
 *   <li>A field linked before that is gone stops the mapping: left out of a record it would look emptied. One made anew
 *       under the same name is linked, and given its values back.
 *   <li>A field never linked may be missing when the mapping can do without it.
 * </ol>
 */
public final class ZapierFields {
    private final TableMapping mapping;
    private final Optional<Binding> known;
    private final Map<String, String> pinned;
    private final Map<String, Binding.Bound> found = new HashMap<>();
    private final List<String> anew = new ArrayList<>();
    private final List<String> added = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** A field as the table shows it: its display name, and its key and type. */
    public record Shown(String name, ZapierField field) {}

    /**
     * What was found.
     *
     * @param fields by canonical field name; fields that the table lacks and the mapping can do without are missing
     * @param anew fields that were deleted and made anew since they were linked
     * @param added fields that the mapping was not linked with before
     * @param problems why the mapping cannot work, each with its remedy; empty when it can
     * @param notes what changed without harm
     */
    public record Result(
            Map<String, Binding.Bound> fields,
            List<String> anew,
            List<String> added,
            List<String> problems,
            List<String> notes) {}

    private ZapierFields(TableMapping mapping, Optional<Binding> known, Map<String, String> pinned) {
        this.mapping = mapping;
        this.known = known;
        this.pinned = pinned;
    }

    /**
     * Matches the mapping with the fields that the table shows now.
     *
     * @param pinned keys ({@code f<n>}) by canonical field name, where the settings name them
     */
    public static Result match(
            TableMapping mapping, Optional<Binding> known, Map<String, String> pinned, List<Shown> shown) {
        ZapierFields fields = new ZapierFields(mapping, known, pinned);
        mapping.fields().forEach(field -> fields.match(field, shown));
        return new Result(
                Map.copyOf(fields.found),
                List.copyOf(fields.anew),
                List.copyOf(fields.added),
                List.copyOf(fields.problems),
                List.copyOf(fields.notes));
    }

    private void match(FieldMapping field, List<Shown> shown) {
        String pin = pinned.get(field.name());
        if (pin != null) {
            pinned(field, pin, shown);
            return;
        }
        Optional<Binding.Bound> before = known.map(Binding::fields)
                .map(all -> all.get(field.name()))
                .filter(bound -> bound.statedName().equals(field.zapierField()));
        Optional<Shown> same = before.flatMap(bound -> shown.stream()
                .filter(candidate ->
                        candidate.field().key().equals(bound.field().key()))
                .findFirst());
        if (same.isPresent()) {
            if (!same.get().name().equals(field.zapierField())) {
                notes.add("Zapier field '" + field.zapierField() + "' is now called '"
                        + same.get().name() + "'; it stays linked");
            }
            take(field, same.get());
            return;
        }
        List<Shown> named = shown.stream()
                .filter(candidate -> candidate.name().equals(field.zapierField()))
                .toList();
        if (named.size() > 1) {
            problem(named.size() + " Zapier fields are called '" + field.zapierField() + "'; rename all but one");
        } else if (named.size() == 1 && (before.isEmpty() || field.direction().goesTo(Side.ZAPIER))) {
            (before.isPresent() ? anew : added).add(field.name());
            take(field, named.getFirst());
        } else if (before.isPresent()) {
            problem("Zapier field '" + field.zapierField() + "' ("
                    + before.get().field().key()
                    + ") was deleted; take it out of the trash, or add a field of that name, or remove '" + field.name()
                    + "' from the mapping");
        } else if (isNeeded(field)) {
            problem("the Zapier table has no field '" + field.zapierField() + "'; add it, or set 'zapier' of field '"
                    + field.name() + "' to what it is called there");
        }
    }

    private void pinned(FieldMapping field, String key, List<Shown> shown) {
        String setting = "ZAPIER_FIELDS_" + mapping.name().toUpperCase(Locale.ROOT);
        Optional<Shown> meant = shown.stream()
                .filter(candidate -> candidate.field().key().equals(key))
                .findFirst();
        boolean another = shown.stream().anyMatch(candidate -> candidate.name().equals(field.zapierField()));
        if (meant.isEmpty()) {
            problem(
                    setting + " says that field '" + field.name() + "' is " + key
                            + ", which the Zapier table does not have (any more); run ./bridgectl setup, which finds or makes it");
        } else if (!meant.get().name().equals(field.zapierField()) && another) {
            problem(setting + " says that field '" + field.name() + "' is " + key + ", which is called '"
                    + meant.get().name() + "'; the mapping says '" + field.zapierField()
                    + "', and there is such a field too. Remove one of the two");
        } else {
            if (!meant.get().name().equals(field.zapierField())) {
                notes.add("Zapier field '" + field.zapierField() + "' is now called '"
                        + meant.get().name() + "'; it stays linked");
            }
            boolean linkedBefore = known.map(Binding::fields)
                    .map(all -> all.get(field.name()))
                    .filter(bound -> bound.field().key().equals(key))
                    .isPresent();
            if (!linkedBefore) {
                boolean was = known.map(Binding::fields)
                        .map(all -> all.get(field.name()))
                        .isPresent();
                (was ? anew : added).add(field.name());
            }
            take(field, meant.get());
        }
    }

    private void take(FieldMapping field, Shown shown) {
        String type = shown.field().type();
        boolean computed = List.of("formula", "ai_formula", "button_trigger_zap", "button_continue_zap")
                .contains(type);
        if (computed && field.direction().goesTo(Side.ZAPIER) && mapping.mode() == SyncMode.TWO_WAY) {
            problem("Zapier field '" + shown.name() + "' is computed (" + type
                    + ") and cannot be written; set direction: to_supabase");
        } else if (!computed && !FieldFit.holds(field.type(), type)) {
            problem("Zapier field '" + shown.name() + "' is of type " + type + ", which does not fit field '"
                    + field.name() + "'; change it back in Zapier, or correct 'type' in the mapping");
        }
        found.put(field.name(), new Binding.Bound(field.zapierField(), shown.field(), 0));
    }

    private void problem(String text) {
        problems.add(mapping.name() + ": " + text);
    }

    private boolean isNeeded(FieldMapping field) {
        return field.required()
                || field.name().equals(mapping.key())
                || mapping.naturalKey().contains(field.name());
    }
}
