package io.syncbridge.bridge.config;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.MappingProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Loads mapping files: the four that ship, and the user's own, which replace shipped ones of the same name. */
public final class Mappings {
    private static final List<String> SHIPPED = List.of("agent_jobs", "agent_decisions", "audit_log", "rate_limits");

    private final List<String> problems;

    /** Problems are added to the list. */
    public Mappings(List<String> problems) {
        this.problems = problems;
    }

    /** The four agent tables. */
    public static List<TableMapping> shipped() {
        List<String> problems = new ArrayList<>();
        List<TableMapping> all = new Mappings(problems).selected(Optional.empty(), Optional.empty());
        if (!problems.isEmpty()) {
            throw new IllegalStateException("shipped mappings are faulty: " + problems);
        }
        return all;
    }

    /**
     * The mappings to work with.
     *
     * @param folder the user's own files, {@code *.yaml} or {@code *.yml}
     * @param names a comma-separated choice; all when empty
     */
    public List<TableMapping> selected(Optional<Path> folder, Optional<String> names) {
        Map<String, TableMapping> all = new LinkedHashMap<>();
        SHIPPED.forEach(name -> read(name + ".yaml", resource("mappings/" + name + ".yaml"))
                .ifPresent(mapping -> all.put(mapping.name(), mapping)));
        folder.ifPresent(path -> own(path, all));
        if (names.isEmpty()) {
            return List.copyOf(all.values());
        }
        Set<TableMapping> chosen = new LinkedHashSet<>();
        for (String name : names.get().split(",", -1)) {
            TableMapping mapping = all.get(name.strip());
            if (mapping != null) {
                chosen.add(mapping);
            } else if (!name.isBlank()) {
                problems.add("BRIDGE_TABLES names '" + name.strip() + "', but the mappings are "
                        + String.join(", ", all.keySet()));
            }
        }
        if (names.get().replace(",", "").isBlank()) {
            problems.add("BRIDGE_TABLES names no table; leave it out for all of " + String.join(", ", all.keySet()));
        }
        return List.copyOf(chosen);
    }

    private void own(Path folder, Map<String, TableMapping> all) {
        Map<String, Path> origins = new HashMap<>();
        for (Path file : files(folder)) {
            text(file).flatMap(yaml -> read(file.toString(), yaml)).ifPresent(mapping -> {
                Path other = origins.putIfAbsent(mapping.name(), file);
                if (other != null) {
                    problems.add("BRIDGE_MAPPINGS: " + other + " and " + file + " both define '" + mapping.name()
                            + "'; remove one");
                }
                all.put(mapping.name(), mapping);
            });
        }
    }

    private List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            problems.add("BRIDGE_MAPPINGS: cannot read folder " + folder + " ("
                    + unreadable.getClass().getSimpleName() + ")");
            return List.of();
        }
    }

    private Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (CharacterCodingException notText) {
            problems.add(file + ": is not UTF-8 text");
        } catch (IOException unreadable) {
            problems.add(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
        return Optional.empty();
    }

    private Optional<TableMapping> read(String source, String yaml) {
        return switch (MappingYaml.read(source, yaml)) {
            case MappingResult.Good good -> Optional.of(good.mapping());
            case MappingResult.Faulty faulty -> {
                faulty.problems().stream().map(MappingProblem::toString).forEach(problems::add);
                yield Optional.empty();
            }
        };
    }

    private static String resource(String name) {
        try (InputStream stream = Mappings.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("not packed: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
