package io.syncbridge.reconcile;

import java.util.Locale;

/** The row of the decision table that a plan follows. Source: reliability reference, section 3.3. */
public enum Rule {
    /** Nothing differs from what was agreed. */
    UNCHANGED,
    /** Both sides hold the same; it becomes the base. */
    ALREADY_EQUAL,
    /** Only Zapier holds the record: it is created in Supabase. */
    CREATED_IN_ZAPIER,
    /** Only Supabase holds the record: it is created in Zapier. */
    CREATED_IN_SUPABASE,
    /** Only Zapier left the base. */
    CHANGED_IN_ZAPIER,
    /** Only Supabase left the base. */
    CHANGED_IN_SUPABASE,
    /** Both left the base and Zapier's edit is strictly newer. */
    CONFLICT_ZAPIER_NEWER,
    /** Both left the base and Supabase's edit is newer or as old. */
    CONFLICT_SUPABASE_WINS,
    /** An older write of ours landed late in Zapier and is put right. */
    LATE_LANDING,
    /** A Zapier edit that a write of ours replaced unseen is brought back. */
    RECOVERED_EDIT,
    /** Deleted in Zapier but edited in Supabase: the edit wins. */
    EDIT_BEATS_DELETE_IN_ZAPIER,
    /** Deleted in Supabase but edited in Zapier: the edit wins. */
    EDIT_BEATS_DELETE_IN_SUPABASE,
    /** Deleted on one side and unedited on the other; the policy ignores deletes. */
    DELETE_IGNORED,
    /** Gone on both sides. */
    GONE,
    /** The Zapier read is older than what is already known: look again. */
    STALE_READ,
    /** The winning values may not be written; a person must correct them. */
    REFUSED;

    /** True when both sides were edited and one lost. */
    public boolean isConflict() {
        return this == CONFLICT_ZAPIER_NEWER
                || this == CONFLICT_SUPABASE_WINS
                || this == EDIT_BEATS_DELETE_IN_ZAPIER
                || this == EDIT_BEATS_DELETE_IN_SUPABASE;
    }

    /** The name audit rows and metrics show. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
