package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.mapping.MappingProblem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One object of a mapping file, read key by key; every mistake is collected, none stops the reading. */
final class YamlNode {
    private final JsonNode tree;
    private final String source;
    private final String where;
    private final List<MappingProblem> problems;

    YamlNode(JsonNode tree, String source, String where, List<MappingProblem> problems) {
        this.tree = tree;
        this.source = source;
        this.where = where;
        this.problems = problems;
    }

    /** Reports every key that nobody reads: a misspelt option must not be ignored. */
    YamlNode allowing(Set<String> keys) {
        tree.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                problem(
                        key,
                        "unknown key; known here are "
                                + String.join(", ", keys.stream().sorted().toList()));
            }
        });
        return this;
    }

    boolean has(String key) {
        return tree.has(key);
    }

    Optional<String> text(String key) {
        JsonNode node = tree.path(key);
        if (node.isMissingNode() || node.isTextual()) {
            return Optional.ofNullable(node.textValue());
        }
        problem(key, "must be text; put it in quotes");
        return Optional.empty();
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    boolean flag(String key) {
        JsonNode node = tree.path(key);
        if (!node.isMissingNode() && !node.isBoolean()) {
            problem(key, "must be true or false");
        }
        return node.asBoolean(false);
    }

    Optional<BigDecimal> number(String key) {
        JsonNode node = tree.path(key);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isNumber()) {
            problem(key, "must be a number");
            return Optional.empty();
        }
        return Optional.of(node.decimalValue());
    }

    /** A whole number from 0 to 10,485,760 (PostgreSQL's longest varchar). */
    Optional<Integer> count(String key) {
        return number(key).flatMap(number -> {
            if (number.stripTrailingZeros().scale() > 0
                    || number.signum() < 0
                    || number.compareTo(BigDecimal.valueOf(10_485_760)) > 0) {
                problem(key, "must be a whole number from 0 to 10485760");
                return Optional.empty();
            }
            return Optional.of(number.intValue());
        });
    }

    List<String> texts(String key) {
        JsonNode node = tree.path(key);
        List<String> all = new ArrayList<>();
        if (!node.isMissingNode() && !node.isArray()) {
            problem(key, "must be a list, for example [a, b]");
        }
        for (JsonNode element : node) {
            if (element.isTextual()) {
                all.add(element.textValue());
            } else {
                // YAML 1.1 reads no, off and 1.0 as something else than text.
                problem(key, "holds " + element + ", which is not text; put it in quotes");
            }
        }
        return all;
    }

    /** The object under a key; an absent one reads as empty. */
    YamlNode child(String key) {
        JsonNode node = tree.path(key);
        if (!node.isMissingNode() && !node.isObject()) {
            problem(key, "must be an object of key: value lines");
        }
        return new YamlNode(node, source, at(key), problems);
    }

    /** A node made up for a key, as if it stood in the file there. */
    YamlNode nested(String key, JsonNode made) {
        return new YamlNode(made, source, at(key), problems);
    }

    /** The keys of this object in file order. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        tree.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** The raw node under a key. */
    JsonNode raw(String key) {
        return tree.path(key);
    }

    void problem(String key, String message) {
        problems.add(new MappingProblem(source, at(key), message));
    }

    private String at(String key) {
        return where.isEmpty() || key.isEmpty() ? where + key : where + "." + key;
    }
}
