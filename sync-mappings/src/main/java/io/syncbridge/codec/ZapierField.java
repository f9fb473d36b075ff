package io.syncbridge.codec;

/**
 * A field of a Zapier table.
 *
 * @param key its stable wire key, {@code f<n>}
 * @param type its wire type, for example {@code labeled_string}; unknown types are kept as they are
 */
public record ZapierField(String key, String type) {

    boolean holdsStructures() {
        return type.equals("json");
    }

    boolean isMultiple() {
        return type.startsWith("multiple_");
    }

    /** The key to filter by: some types need the component that holds the value. */
    public String filterKey() {
        return switch (type) {
            case "labeled_string", "ai_formula" -> key + "__value";
            case "link" -> key + "__link";
            default -> key;
        };
    }
}
