package io.syncbridge.bridge.config;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What settings say of where mappings are in Zapier.
 *
 * @param tables ULIDs by mapping name ({@code zapier_table_<mapping>})
 * @param fields field keys by mapping and field name ({@code zapier_fields_<mapping>: id=f1, status=f3})
 */
public record ZapierNames(Map<String, String> tables, Map<String, Map<String, String>> fields) {
    private static final Pattern ULID = Pattern.compile("[A-Z0-9]{26}");
    private static final Pattern KEY = Pattern.compile("f[1-9]\\d{0,8}");

    /** Copies. */
    public ZapierNames {
        tables = Map.copyOf(tables);
        fields = Map.copyOf(fields);
    }

    /** Reads them; what is wrong goes to the problems. */
    public static ZapierNames read(Settings settings, List<TableMapping> mappings, List<String> problems) {
        Map<String, String> tables = new HashMap<>();
        Map<String, Map<String, String>> fields = new HashMap<>();
        for (TableMapping mapping : mappings) {
            Optional<String> id = settings.get(tableSetting(mapping));
            id.ifPresent(ulid -> tables.put(mapping.name(), ulid));
            if (id.isPresent() && !ULID.matcher(id.get()).matches()) {
                problems.add(tableSetting(mapping).toUpperCase(Locale.ROOT)
                        + " must be the 26 capital letters and digits in the table's address, not " + id.get());
            }
            settings.get(fieldsSetting(mapping))
                    .ifPresent(text -> fields.put(mapping.name(), keys(mapping, text, problems)));
        }
        return new ZapierNames(tables, fields);
    }

    /** The name of the setting for a mapping's table. */
    public static String tableSetting(TableMapping mapping) {
        return "zapier_table_" + mapping.name();
    }

    /** The name of the setting for the keys of a mapping's fields. */
    public static String fieldsSetting(TableMapping mapping) {
        return "zapier_fields_" + mapping.name();
    }

    /** The text of that setting. */
    public static String fieldsText(Map<String, String> keys) {
        return String.join(
                ", ",
                new TreeMap<>(keys)
                        .entrySet().stream()
                                .map(field -> field.getKey() + "=" + field.getValue())
                                .toList());
    }

    private static Map<String, String> keys(TableMapping mapping, String text, List<String> problems) {
        List<String> known = mapping.fields().stream().map(FieldMapping::name).toList();
        Map<String, String> keys = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.lastIndexOf('=');
            String name = part.substring(0, Math.max(0, equals)).strip();
            String key = part.substring(equals + 1).strip();
            if (!KEY.matcher(key).matches() || name.isEmpty()) {
                problems.add(fieldsSetting(mapping).toUpperCase(Locale.ROOT)
                        + " must be a list like id=f1, status=f3; wrong is '" + part.strip() + "'");
            } else if (known.contains(name)) {
                keys.put(name, key); // a field that left the mapping since is no matter
            }
        }
        return keys;
    }
}
