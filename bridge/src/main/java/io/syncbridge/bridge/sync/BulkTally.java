package io.syncbridge.bridge.sync;

/**
 * What became of Zapier records that were looked at in bulk.
 *
 * @param known settled before, waiting for a person, or in somebody's hands
 * @param linked equal on both sides: agreed on, and nothing written
 * @param inserted only Zapier had them: now rows in Supabase
 * @param left due, for the usual pass to decide
 */
public record BulkTally(long known, long linked, long inserted, long left) {
    /** None. */
    public static final BulkTally NONE = new BulkTally(0, 0, 0, 0);

    static BulkTally left(long count) {
        return new BulkTally(0, 0, 0, count);
    }

    /** Both added up. */
    public BulkTally plus(BulkTally other) {
        return new BulkTally(known + other.known, linked + other.linked, inserted + other.inserted, left + other.left);
    }

    /** How many there were. */
    public long all() {
        return known + linked + inserted + left;
    }
}
