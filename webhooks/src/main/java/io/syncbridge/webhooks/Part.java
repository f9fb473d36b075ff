package io.syncbridge.webhooks;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The few parts of an event that matter, read as a stream: a row of many megabytes is passed over without being built,
 * and a number keeps the very digits it was written with.
 */
sealed interface Part {

    /** What can be a key: a string's value, or a number's digits. */
    default Optional<String> scalar() {
        return Optional.empty();
    }

    /** Not there. */
    record Absent() implements Part {}

    /** JSON null. */
    record Null() implements Part {}

    /** A string. */
    record Text(String value) implements Part {
        @Override
        public Optional<String> scalar() {
            return Optional.of(value);
        }
    }

    /** A number, as written. */
    record Numeral(String digits) implements Part {
        @Override
        public Optional<String> scalar() {
            return Optional.of(digits);
        }
    }

    /** An object, with the members that were asked for. */
    record Members(Map<String, Part> members) implements Part {
        public Members {
            members = Map.copyOf(members);
        }

        Part get(String name) {
            return members.getOrDefault(name, new Absent());
        }
    }

    /** Something that is never useful here: a boolean, an array, an object in too deep a place. */
    record Other() implements Part {}

    /**
     * Reads the value the parser stands on and leaves it on the value's last token.
     *
     * @param wanted the members to keep, at every level; of members named alike the last is kept
     * @param levels how many levels of objects to look into
     */
    static Part read(JsonParser parser, Set<String> wanted, int levels) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return new Null();
        }
        if (token == JsonToken.VALUE_STRING) {
            return new Text(parser.getText());
        }
        if (token.isNumeric()) {
            return new Numeral(parser.getText());
        }
        if (token != JsonToken.START_OBJECT || levels == 0) {
            parser.skipChildren();
            return new Other();
        }
        Map<String, Part> members = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (wanted.contains(name)) {
                members.put(name, read(parser, wanted, levels - 1));
            } else {
                parser.skipChildren();
            }
        }
        return new Members(members);
    }
}
