package io.syncbridge.bridge.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Raw settings by lower-case name. A file holds them under the same names as the environment, in lower case
 * ({@code database_url} for {@code DATABASE_URL}); the environment wins.
 */
public final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** From the environment alone. */
    public static Settings of(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        environment.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
        return new Settings(values);
    }

    /**
     * From a file, overridden by the environment.
     *
     * @throws IOException when the file cannot be read or is not a flat YAML object; the message names the file
     */
    public static Settings of(Path file, Map<String, String> environment) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
        if (tree == null || !tree.isObject()) {
            throw new IOException(file + " must hold lines of the form name: value");
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            if (entry.getValue().isContainerNode()) {
                throw new IOException(file + ": " + entry.getKey() + " must be a single value");
            }
            values.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue().asText());
        }
        values.putAll(of(environment).values);
        return new Settings(values);
    }

    /** The value of a name in lower case; empty text counts as not set. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** These settings with some replaced. */
    public Settings with(Map<String, String> replaced) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(replaced);
        return new Settings(all);
    }
}
