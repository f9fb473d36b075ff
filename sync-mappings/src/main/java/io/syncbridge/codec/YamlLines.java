package io.syncbridge.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.syncbridge.mapping.MappingProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** On which line of a YAML text each key stands, by the path that problems name it with. */
final class YamlLines {
    private static final YAMLFactory YAML = new YAMLFactory();

    private final Map<String, Integer> lines;

    private YamlLines(Map<String, Integer> lines) {
        this.lines = lines;
    }

    /** Reads a text; of one that is no YAML, as far as it goes. */
    static YamlLines of(String yaml) {
        Map<String, Integer> lines = new HashMap<>();
        Deque<String> above = new ArrayDeque<>();
        String at = "";
        try (YAMLParser parser = YAML.createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    above.push(at);
                } else if (token.isStructEnd()) {
                    at = above.pop();
                } else if (token == JsonToken.FIELD_NAME) {
                    String parent = above.element();
                    at = parent.isEmpty() ? parser.currentName() : parent + "." + parser.currentName();
                    lines.putIfAbsent(at, parser.currentTokenLocation().getLineNr());
                }
            }
        } catch (Exception unreadable) {
            // Whoever reads the text itself says so. Declared is an IOException, which a text in memory has no use for
            // and
            // this module does not name.
        }
        return new YamlLines(lines);
    }

    /** The problem with the line of its place, or of the nearest thing around it that is in the text. */
    MappingProblem locate(MappingProblem problem) {
        return line(problem.where()).stream()
                .mapToObj(problem::atLine)
                .findFirst()
                .orElse(problem);
    }

    private OptionalInt line(String where) {
        for (String place = where; !place.isEmpty(); place = parent(place)) {
            Integer line = lines.get(place);
            if (line != null) {
                return OptionalInt.of(line);
            }
        }
        return OptionalInt.empty();
    }

    private static String parent(String place) {
        int dot = place.lastIndexOf('.');
        return dot < 0 ? "" : place.substring(0, dot);
    }
}
