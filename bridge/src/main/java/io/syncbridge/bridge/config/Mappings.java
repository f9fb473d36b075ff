package io.syncbridge.bridge.config;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.MappingProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
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

/** Loads mapping files: those of the chosen packs, and the user's own, which replace shipped ones of the same name. */
public final class Mappings {
    static final List<String> AGENT_TABLES = List.of("agent_jobs", "agent_decisions", "audit_log", "rate_limits");

    private final List<String> problems;

    /** Problems are added to the list. */
    public Mappings(List<String> problems) {
        this.problems = problems;
    }

    /** The four agent tables. */
    public static List<TableMapping> shipped() {
        List<String> problems = new ArrayList<>();
        List<TableMapping> all = new Mappings(problems)
                .selected(Packs.chosen(Settings.of(Map.of()), problems), Optional.empty(), Optional.empty());
        if (!problems.isEmpty()) {
            throw new IllegalStateException("shipped mappings are faulty: " + problems);
        }
        return all;
    }

    /**
     * The mappings to work with.
     *
     * @param packs the packs whose mappings ship; see {@link Packs#chosen}
     * @param folder the user's own files, {@code *.yaml} or {@code *.yml}
     * @param names a comma-separated choice; all when empty
     */
    public List<TableMapping> selected(List<String> packs, Optional<Path> folder, Optional<String> names) {
        Map<String, TableMapping> all = new LinkedHashMap<>();
        Packs.files(packs)
                .forEach((source, yaml) -> read(source, yaml).ifPresent(mapping -> {
                    if (all.putIfAbsent(mapping.name(), mapping) != null) {
                        problems.add("BRIDGE_PACKS: " + source + " defines mapping '" + mapping.name()
                                + "', which another chosen pack defines too; choose one of the two packs");
                    }
                }));
        folder.ifPresent(path -> own(path, all));
        List<TableMapping> chosen = names.isEmpty() ? List.copyOf(all.values()) : named(names.get(), all);
        onePerTable(chosen);
        return chosen;
    }

    private List<TableMapping> named(String names, Map<String, TableMapping> all) {
        Set<TableMapping> chosen = new LinkedHashSet<>();
        for (String name : names.split(",", -1)) {
            TableMapping mapping = all.get(name.strip());
            if (mapping != null) {
                chosen.add(mapping);
            } else if (!name.isBlank()) {
                problems.add("BRIDGE_TABLES names '" + name.strip() + "', but the mappings are "
                        + String.join(", ", all.keySet()));
            }
        }
        if (names.replace(",", "").isBlank()) {
            problems.add("BRIDGE_TABLES names no table; leave it out for all of " + String.join(", ", all.keySet()));
        }
        return List.copyOf(chosen);
    }

    /** Two mappings of one table would each take the other's writes for a user's. */
    private void onePerTable(List<TableMapping> chosen) {
        Map<SupabaseTable, TableMapping> first = new HashMap<>();
        for (TableMapping mapping : chosen) {
            TableMapping other = first.putIfAbsent(mapping.supabase(), mapping);
            if (other != null) {
                problems.add("mappings '" + other.name() + "' and '" + mapping.name() + "' are both of table "
                        + mapping.supabase()
                        + "; name only one of them in BRIDGE_TABLES, or correct 'supabase' in one");
            }
        }
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
}
