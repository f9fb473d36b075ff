package io.syncbridge.bridge.config;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code BRIDGE_VIEWER_FIELDS}: the fields whose contents the bearer of a share link sees on the dashboard, as {@code
 * <mapping>=<field>, <field>} separated by semicolons. Of all others he sees the name.
 *
 * @param byMapping names of fields by name of mapping
 */
public record ViewerFields(Map<String, Set<String>> byMapping) {
    /** Viewers see no contents. */
    public static final ViewerFields NONE = new ViewerFields(Map.of());

    private static final String NAME = "BRIDGE_VIEWER_FIELDS";

    /** Copies the map. */
    public ViewerFields {
        byMapping = Map.copyOf(byMapping);
    }

    /** True when a viewer may see what this field holds. */
    public boolean shows(String mapping, String field) {
        return byMapping.getOrDefault(mapping, Set.of()).contains(field);
    }

    static ViewerFields read(Settings settings, Collection<TableMapping> mappings, List<String> problems) {
        Map<String, Set<String>> shown = new HashMap<>();
        for (String part : settings.get("bridge_viewer_fields").orElse("").split(";", -1)) {
            int equals = part.indexOf('=');
            String table = equals < 0 ? part.strip() : part.substring(0, equals).strip();
            Optional<TableMapping> mapping = mappings.stream()
                    .filter(known -> known.name().equals(table))
                    .findFirst();
            if (part.isBlank()) {
                continue;
            }
            if (equals < 0 || mapping.isEmpty()) {
                problems.add(
                        NAME + " must be like agent_jobs=status, job_type; leads=stage, with mappings that run, not '"
                                + part.strip() + "'");
                continue;
            }
            Set<String> fields = shown.computeIfAbsent(table, first -> new HashSet<>());
            for (String field : part.substring(equals + 1).split(",", -1)) {
                add(mapping.get(), field.strip(), fields, problems);
            }
        }
        return new ViewerFields(shown);
    }

    private static void add(TableMapping mapping, String field, Set<String> fields, List<String> problems) {
        if (mapping.fields().stream().map(FieldMapping::name).anyMatch(field::equals)) {
            fields.add(field);
        } else if (!field.isEmpty()) {
            problems.add(
                    NAME + ": " + mapping.name() + " has no field '" + field + "'; name fields as the mapping does");
        }
    }
}
