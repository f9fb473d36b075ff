package io.syncbridge.webhooks;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Supabase database webhook: {@code type, table, record, schema, old_record}, or an array of 1 to 1,000 such events.
 * Which mapping is meant can only be said once {@code schema} has been read, after the record: so the key columns of all
 * mappings are kept while reading.
 */
final class SupabaseWebhook implements BodyParser {
    private static final int EVENT_AND_ROW = 2;

    private final List<TableMapping> mappings;
    private final Set<String> wanted = new HashSet<>(Set.of("type", "table", "schema", "record", "old_record"));

    SupabaseWebhook(Collection<TableMapping> mappings) {
        this.mappings = List.copyOf(mappings);
        for (TableMapping mapping : mappings) {
            if (mapping.mode() == SyncMode.TWO_WAY) {
                wanted.add(mapping.field(mapping.key()).column());
            }
        }
    }

    @Override
    public Parsed parse(byte[] body, boolean isForm) {
        List<Part> events = new ArrayList<>();
        boolean isArray;
        try (JsonParser parser = StrictJson.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Parsed.Malformed.of("body", "is empty");
            }
            isArray = first == JsonToken.START_ARRAY;
            if (!isArray) {
                events.add(Part.read(parser, wanted, EVENT_AND_ROW));
            }
            while (isArray && parser.nextToken() != JsonToken.END_ARRAY) {
                if (events.size() == WebhookLimits.MAX_EVENTS) {
                    return Parsed.Malformed.of("body", "has more than " + WebhookLimits.MAX_EVENTS + " events");
                }
                events.add(Part.read(parser, wanted, EVENT_AND_ROW));
            }
            if (parser.nextToken() != null) {
                return Parsed.Malformed.of("body", "has more than one JSON value");
            }
        } catch (IOException e) {
            return StrictJson.malformed(e);
        }
        return combined(events, isArray);
    }

    /** All or nothing: one malformed event refuses the request. Events that are not for us count for nothing. */
    private Parsed combined(List<Part> events, boolean isArray) {
        List<Hint> hints = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        String reason = "";
        for (int i = 0; i < events.size(); i++) {
            switch (SupabaseEvent.read(events.get(i), isArray ? "[" + i + "]." : "", mappings)) {
                case Parsed.Hints found -> hints.addAll(found.hints());
                case Parsed.Malformed malformed -> errors.addAll(malformed.errors());
                case Parsed.Ignored ignored -> reason = ignored.reason();
            }
        }
        if (!errors.isEmpty()) {
            return new Parsed.Malformed(errors.subList(0, Math.min(errors.size(), Problem.MOST_ERRORS)));
        }
        if (events.isEmpty()) {
            return Parsed.Malformed.of("body", "is an array without events");
        }
        return hints.isEmpty() ? new Parsed.Ignored(reason) : new Parsed.Hints(hints);
    }
}
