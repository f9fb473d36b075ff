package io.syncbridge.mapping;

/** One of the two replicas. */
public enum Side {
    ZAPIER("zapier_tables"),
    SUPABASE("supabase");

    private final String sourceName;

    Side(String sourceName) {
        this.sourceName = sourceName;
    }

    /** The name that audit rows use for {@code sync_source}. */
    public String sourceName() {
        return sourceName;
    }

    /** The opposite side. */
    public Side other() {
        return this == ZAPIER ? SUPABASE : ZAPIER;
    }
}
