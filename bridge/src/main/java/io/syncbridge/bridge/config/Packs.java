package io.syncbridge.bridge.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets of tables that ship with the bridge: mapping files, and migrations that make the tables. A pack is a folder under
 * {@code packs/}; its {@code pack.yaml} lists its tables. The four agent tables are the pack that is chosen when none is.
 */
public final class Packs {
    private static final String AGENT_TABLES = "agent-tables";
    /** In the order in which their migrations run. */
    private static final List<String> ALL = List.of(AGENT_TABLES, "autonomous-agent", "control-plane");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Packs() {}

    /**
     * The packs that {@code BRIDGE_PACKS} names, in the order in which they are applied; the agent tables when it names
     * none. A name that no pack has is added to the problems.
     */
    public static List<String> chosen(Settings settings, List<String> problems) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : settings.get("bridge_packs").orElse(AGENT_TABLES).split(",", -1)) {
            String pack = name.strip();
            if (ALL.contains(pack)) {
                wanted.add(pack);
            } else {
                problems.add("BRIDGE_PACKS names '" + pack + "', but the packs are " + String.join(", ", ALL));
            }
        }
        return ALL.stream().filter(wanted::contains).toList();
    }

    /** The packs whose tables {@code setup} makes besides the agent tables, which it makes always. */
    public static List<String> withMigrations(List<String> packs) {
        return packs.stream().filter(pack -> !pack.equals(AGENT_TABLES)).toList();
    }

    /** Mapping files of these packs: name for messages, and text; in the packs' and their lists' order. */
    static Map<String, String> files(List<String> packs) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String pack : packs) {
            boolean agents = pack.equals(AGENT_TABLES);
            String folder = agents ? "mappings/" : "packs/" + pack + "/mappings/";
            for (String table : agents ? Mappings.AGENT_TABLES : tables(pack)) {
                files.put(pack + "/" + table + ".yaml", resource(folder + table + ".yaml"));
            }
        }
        return files;
    }

    private static List<String> tables(String pack) {
        try {
            List<String> tables = new ArrayList<>();
            for (JsonNode table :
                    YAML.readTree(resource("packs/" + pack + "/pack.yaml")).path("tables")) {
                tables.add(table.asText());
            }
            return tables;
        } catch (IOException faulty) {
            throw new UncheckedIOException(faulty);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Packs.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("not packed: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
