package io.syncbridge.codec;

import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The mapping files that are shipped. */
final class ShippedMapping {
    private ShippedMapping() {}

    static MappingResult read(String name) {
        String file = name + ".yaml";
        try (InputStream yaml = ShippedMapping.class.getResourceAsStream("/mappings/" + file)) {
            return MappingYaml.read(
                    file, new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static TableMapping named(String name) {
        return switch (read(name)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }
}
