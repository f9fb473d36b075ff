package io.syncbridge.bridge.sync;

/**
 * Asked before anything is believed or parked that a changed table could explain: a field that is missing from a record
 * may have been deleted rather than emptied, a refused value may be right for the type the field had.
 */
public interface SchemaGuard {

    /** True when both tables still fit the mapping, as found now or a few seconds ago. */
    boolean stillFits();

    /** As {@link #stillFits}, after a look at the database's catalog, which costs no call to Zapier. */
    boolean columnsStillFit();

    /** True when both tables still fit the mapping, asked now. False pauses the mapping, or says that nobody knows. */
    boolean fitsNow();
}
