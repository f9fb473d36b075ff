package io.syncbridge.mapping;

/** A table by schema and name, as the catalog spells them (case-sensitive, unquoted). */
public record SupabaseTable(String schema, String name) {

    /** {@code schema.name}, for messages. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
