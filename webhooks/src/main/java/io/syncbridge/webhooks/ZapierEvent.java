package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One changeset, and which record it names. Looked for in this order, names compared without case, blanks and
 * punctuation:
 *
 * <ol>
 *   <li>{@code record_id}, {@code recordId}, {@code Record ID}
 *   <li>{@code new.id}, {@code old.id}
 *   <li>{@code id}, when it looks like a record id
 *   <li>the mapping's key under its name, its Zapier field's name or its column's name
 * </ol>
 */
final class ZapierEvent {
    private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{N}]");

    private final TableMapping mapping;
    private final ObjectNode event;

    ZapierEvent(TableMapping mapping, ObjectNode event) {
        this.mapping = mapping;
        this.event = event;
    }

    /**
     * The hint.
     *
     * @param at what to put before the names of fields in errors: nothing, or {@code [3].}
     */
    Parsed parsed(String at) {
        Set<String> keyNames = keyNames();
        Optional<Named> explicit = named(event, Set.of("recordid"));
        if (explicit.isPresent()
                && !keyNames.contains("recordid")
                && !Hint.ZapierRecord.isRecordId(explicit.get().value())) {
            String message =
                    FieldError.shown(explicit.get().value()) + " is not a record id: 26 characters of A-Z, 0-9";
            return Parsed.Malformed.of(at + explicit.get().name(), message);
        }
        Optional<String> recordId = explicit.map(Named::value)
                .filter(Hint.ZapierRecord::isRecordId)
                .or(() -> idOf("new"))
                .or(() -> idOf("old"))
                .or(() -> idOf(event));
        if (recordId.isPresent()) {
            String id = recordId.get();
            return new Parsed.Hints(List.of(new Hint.ZapierRecord(mapping.name(), id, ZapierPayload.of(event, id))));
        }
        Optional<Named> key = named(event, keyNames);
        if (key.isEmpty()) {
            return Parsed.Malformed.of(at.isEmpty() ? "body" : at, "names no record; looked for " + lookedFor());
        }
        return Keys.isStorable(key.get().value())
                ? new Parsed.Hints(
                        List.of(new Hint.ZapierKey(mapping.name(), key.get().value())))
                : Parsed.Malformed.of(at + key.get().name(), Keys.RULE);
    }

    private Optional<String> idOf(String version) {
        return event.get(version) instanceof ObjectNode object ? idOf(object) : Optional.empty();
    }

    private static Optional<String> idOf(ObjectNode object) {
        return named(object, Set.of("id")).map(Named::value).filter(Hint.ZapierRecord::isRecordId);
    }

    /** The first member with one of these names that holds a text or number other than blanks. */
    private static Optional<Named> named(ObjectNode object, Set<String> names) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            boolean scalar = value.isTextual() || value.isNumber();
            if (scalar
                    && names.contains(plain(member.getKey()))
                    && !value.asText().isBlank()) {
                return Optional.of(new Named(member.getKey(), value.asText().strip()));
            }
        }
        return Optional.empty();
    }

    private Set<String> keyNames() {
        Set<String> names = new LinkedHashSet<>();
        if (!mapping.key().isEmpty()) {
            FieldMapping key = mapping.field(mapping.key());
            names.addAll(List.of(plain(key.name()), plain(key.zapierField()), plain(key.column())));
        }
        return names;
    }

    private String lookedFor() {
        String names = "record_id, recordId, Record ID, new.id, old.id, id (a record id)";
        return mapping.key().isEmpty() ? names : names + ", " + mapping.key() + " (the mapping's key)";
    }

    private static String plain(String name) {
        return PUNCTUATION.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    /** A member by the name the payload gave it. */
    private record Named(String name, String value) {}
}
