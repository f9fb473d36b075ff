package io.syncbridge.webhooks;

import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;

/** One event of a Supabase webhook. */
final class SupabaseEvent {
    private final Part.Members event;
    private final String at;
    private final List<Hint> hints = new ArrayList<>();
    private final List<FieldError> errors = new ArrayList<>();

    private SupabaseEvent(Part.Members event, String at) {
        this.event = event;
        this.at = at;
    }

    /**
     * The hints of one event.
     *
     * @param at what to put before the names of fields in errors: nothing, or {@code [3].}
     */
    static Parsed read(Part part, String at, List<TableMapping> mappings) {
        return part instanceof Part.Members members
                ? new SupabaseEvent(members, at).parsed(mappings)
                : Parsed.Malformed.of(at.isEmpty() ? "body" : at.substring(0, at.length() - 1), "must be an object");
    }

    private Parsed parsed(List<TableMapping> mappings) {
        String type = name("type");
        String schema = name("schema");
        String table = name("table");
        if (!errors.isEmpty()) {
            return new Parsed.Malformed(errors);
        }
        List<TableMapping> meant = mappings.stream()
                .filter(mapping -> mapping.supabase().equals(new SupabaseTable(schema, table)))
                .toList();
        if (meant.isEmpty()) {
            return new Parsed.Ignored("the table is not mapped here");
        }
        List<TableMapping> twoWay = meant.stream()
                .filter(mapping -> mapping.mode() == SyncMode.TWO_WAY)
                .toList();
        if (twoWay.isEmpty()) {
            return new Parsed.Ignored("the table is append-only: its changes do not travel to Zapier");
        }
        for (TableMapping mapping : twoWay) {
            switch (type) {
                case "INSERT" -> key(mapping, "record");
                case "DELETE" -> key(mapping, "old_record");
                case "UPDATE" -> {
                    // Where the key itself changed these are two records; where not, the second is dropped as equal.
                    key(mapping, "old_record");
                    key(mapping, "record");
                }
                default -> errors.add(new FieldError(at + "type", "must be INSERT, UPDATE or DELETE"));
            }
        }
        return errors.isEmpty() ? new Parsed.Hints(hints) : new Parsed.Malformed(errors);
    }

    private String name(String field) {
        if (event.get(field) instanceof Part.Text text) {
            return text.value();
        }
        errors.add(new FieldError(at + field, "must be a text"));
        return "";
    }

    private void key(TableMapping mapping, String field) {
        if (!(event.get(field) instanceof Part.Members row)) {
            errors.add(new FieldError(at + field, "must be an object"));
            return;
        }
        String column = mapping.field(mapping.key()).column();
        row.get(column)
                .scalar()
                .filter(Keys::isStorable)
                .ifPresentOrElse(
                        key -> hints.add(new Hint.SupabaseRow(mapping.name(), key)),
                        () -> errors.add(new FieldError(at + field + "." + column, Keys.RULE)));
    }
}
