package io.syncbridge.bridge.config;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.MappingProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param folder the user's own files, {@code *.yaml}
     * @param names a comma-separated choice; all when empty
     */
    public List<TableMapping> selected(Optional<Path> folder, Optional<String> names) {
        Map<String, TableMapping> all = new LinkedHashMap<>();
        SHIPPED.forEach(name -> read(name + ".yaml", resource("mappings/" + name + ".yaml"), all));
        folder.ifPresent(path -> own(path, all));
        if (names.isEmpty()) {
            return List.copyOf(all.values());
        }
        List<TableMapping> chosen = new ArrayList<>();
        for (String name : names.get().split(",", -1)) {
            TableMapping mapping = all.get(name.strip());
            if (mapping == null) {
                problems.add("BRIDGE_TABLES names '" + name.strip() + "', but the mappings are "
                        + String.join(", ", all.keySet()));
            } else {
                chosen.add(mapping);
            }
        }
        return chosen;
    }

    private void own(Path folder, Map<String, TableMapping> all) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                read(file.toString(), Files.readString(file), all);
            }
        } catch (IOException unreadable) {
            problems.add("BRIDGE_MAPPINGS: cannot read folder " + folder + " ("
                    + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private void read(String source, String yaml, Map<String, TableMapping> all) {
        switch (MappingYaml.read(source, yaml)) {
            case MappingResult.Good good -> all.put(good.mapping().name(), good.mapping());
            case MappingResult.Faulty faulty ->
                faulty.problems().stream().map(MappingProblem::toString).forEach(problems::add);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Mappings.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("not packed: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
