package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings the many shapes of one Zapier event to one, the changeset {@code {record_id, old:{..}, new:{data:{f1:..}}}}.
 * What arrives depends on how a user filled the Zap's step: nested, flat with double underscores
 * ({@code new__data__f1}), in brackets ({@code new[data][f1]}), or as JSON text inside JSON text. The same value always
 * ends in the same place, whatever the order of keys.
 */
final class ZapierShapes {
    /** The parts of a changeset whose names Zapier flattens. Any other name with underscores is a user's own. */
    private static final Set<String> FLATTENED = Set.of("new", "old", "data");

    private static final Pattern SEPARATOR = Pattern.compile("__|\\]?\\[|\\]$");

    private ZapierShapes() {}

    /** The event as a changeset. Names that belong to none stay as they are. */
    static ObjectNode nested(ObjectNode event) throws IOException {
        ObjectNode changeset = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : event.properties()) {
            List<String> path = path(member.getKey());
            JsonNode value = FLATTENED.contains(path.getFirst()) ? unquoted(member.getValue()) : member.getValue();
            if (value instanceof ObjectNode version && FLATTENED.contains(member.getKey())) {
                for (Map.Entry<String, JsonNode> part : version.properties()) {
                    List<String> inner = member.getKey().equals("data") ? List.of(part.getKey()) : path(part.getKey());
                    put(changeset.withObjectProperty(member.getKey()), inner, unquotedData(inner, part.getValue()));
                }
            } else {
                put(changeset, path, value);
            }
        }
        requireDepth(changeset, StrictJson.MAX_DEPTH);
        return changeset;
    }

    /** Flat names and JSON inside a text may add up to more than either may have. */
    private static void requireDepth(JsonNode node, int left) throws IOException {
        if (node.isContainerNode()) {
            if (left == 0) {
                throw new IOException("flat names and what they hold nest deeper than JSON may");
            }
            for (JsonNode inner : node) {
                requireDepth(inner, left - 1);
            }
        }
    }

    /** JSON text inside a JSON text, for as long as it is one; any other value as it is. */
    static JsonNode unquoted(JsonNode value) {
        JsonNode inner = value;
        while (inner.isTextual()) {
            String text = inner.textValue().strip();
            if (!text.startsWith("{") && !text.startsWith("[") && !text.startsWith("\"")) {
                return inner;
            }
            try {
                inner = StrictJson.tree(text);
            } catch (IOException e) {
                return inner;
            }
        }
        return inner;
    }

    private static JsonNode unquotedData(List<String> path, JsonNode value) {
        return path.equals(List.of("data")) ? unquoted(value) : value;
    }

    private static List<String> path(String name) throws IOException {
        String[] parts = SEPARATOR.split(name);
        if (parts.length < 2 || !FLATTENED.contains(parts[0])) {
            return List.of(name);
        }
        if (parts.length > StrictJson.MAX_DEPTH) {
            throw new IOException("a flat name nested deeper than JSON may be");
        }
        return List.of(parts);
    }

    /** Puts a value where its path says. Components ({@code f3__value}) weigh more than a plain value of the same field. */
    private static void put(ObjectNode target, List<String> path, JsonNode value) {
        String name = path.getFirst();
        JsonNode present = target.get(name);
        if (path.size() > 1) {
            ObjectNode inner = present instanceof ObjectNode object ? object : target.putObject(name);
            put(inner, path.subList(1, path.size()), value);
        } else if (present instanceof ObjectNode object && value instanceof ObjectNode more) {
            more.properties().forEach(member -> put(object, List.of(member.getKey()), member.getValue()));
        } else if (!(present instanceof ObjectNode)) {
            target.set(name, value);
        }
    }
}
