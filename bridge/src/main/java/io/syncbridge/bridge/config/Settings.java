package io.syncbridge.bridge.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Raw settings by lower-case name. A file holds them under the same names as the environment, in lower case
 * ({@code database_url} for {@code DATABASE_URL}); the environment wins.
 */
public final class Settings {
    private static final YAMLFactory YAML = new YAMLFactory();

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
        Map<String, String> values = new HashMap<>();
        try (YAMLParser yaml = YAML.createParser(text(file))) {
            if (yaml.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(file + " must hold lines of the form name: value");
            }
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                String name = yaml.currentName();
                JsonToken value = yaml.nextToken();
                if (!value.isScalarValue()) {
                    throw new IOException(file + ": " + name + " must be a single value");
                }
                // The text as written: a secret of digits is no number.
                values.put(name.toLowerCase(Locale.ROOT), value == JsonToken.VALUE_NULL ? "" : yaml.getText());
            }
        } catch (JsonProcessingException unreadable) {
            // The parser's own message shows the lines around the place, and secrets are among them.
            JsonLocation place = unreadable.getLocation();
            throw new IOException(file + (place == null ? "" : ", line " + place.getLineNr())
                    + " is not valid YAML; write name: value,"
                    + " and put a value with special characters into 'single quotes'");
        }
        of(environment).values.forEach((name, value) -> {
            if (!value.isBlank()) {
                values.put(name, value);
            }
        });
        return new Settings(values);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("cannot read " + file + ": there is no such file; correct --config", missing);
        } catch (IOException unreadable) {
            throw new IOException(
                    "cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")", unreadable);
        }
    }

    /** The value of a name in lower case; empty text counts as not set. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** All whose name begins like this, by name in lower case; empty texts are left out. */
    public Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new HashMap<>();
        values.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> get(name).ifPresent(value -> found.put(name, value)));
        return found;
    }

    /** These settings with some replaced. */
    public Settings with(Map<String, String> replaced) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(replaced);
        return new Settings(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings settings && settings.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
