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
    /** Both left the base; the mapping says that Supabase wins. */
    CONFLICT_POLICY_SUPABASE,
    /** Both left the base; the mapping says that Zapier wins. */
    CONFLICT_POLICY_ZAPIER,
    /** Both left the base; a person chose Supabase's record. */
    CONFLICT_CHOSEN_SUPABASE,
    /** Both left the base; a person chose Zapier's record. */
    CONFLICT_CHOSEN_ZAPIER,
    /** Both left the base and were merged field by field. */
    CONFLICT_MERGED,
    /** Both left the base; a person must choose a side. */
    CONFLICT_ASKED,
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
    /** Deleted in Zapier, unedited in Supabase: the row is deleted. */
    DELETED_IN_ZAPIER,
    /** Deleted in Supabase, unedited in Zapier: the record is deleted. */
    DELETED_IN_SUPABASE,
    /** Deleted on one side; a person must choose whether it shall go or come back. */
    DELETE_ASKED,
    /** Deleted by an own write that came late, or by one that a person takes back: created again. */
    RESTORED,
    /** Zapier shows the record neither alive nor in the trash: no ground to delete anything. */
    VANISHED,
    /** Whether the record is in Zapier's trash decides: look there first. */
    LOOK_IN_TRASH,
    /** Gone on both sides. */
    GONE,
    /** The Zapier read is older than what is already known: look again. */
    STALE_READ,
    /** The winning values may not be written; a person must correct them. */
    REFUSED;

    /** True when both sides were edited and one lost, or both were merged. */
    public boolean isConflict() {
        return switch (this) {
            case CONFLICT_ZAPIER_NEWER,
                    CONFLICT_SUPABASE_WINS,
                    CONFLICT_POLICY_SUPABASE,
                    CONFLICT_POLICY_ZAPIER,
                    CONFLICT_CHOSEN_SUPABASE,
                    CONFLICT_CHOSEN_ZAPIER,
                    CONFLICT_MERGED,
                    EDIT_BEATS_DELETE_IN_ZAPIER,
                    EDIT_BEATS_DELETE_IN_SUPABASE -> true;
            default -> false;
        };
    }

    /** True when what such a plan writes to Zapier is an edit made in Supabase. */
    public boolean carriesSupabaseEdit() {
        return switch (this) {
            case CREATED_IN_SUPABASE,
                    CHANGED_IN_SUPABASE,
                    CONFLICT_SUPABASE_WINS,
                    CONFLICT_POLICY_SUPABASE,
                    CONFLICT_CHOSEN_SUPABASE,
                    CONFLICT_MERGED,
                    EDIT_BEATS_DELETE_IN_ZAPIER -> true;
            default -> false;
        };
    }

    /** True when nothing may be written until a person has chosen a side. */
    public boolean asks() {
        return this == CONFLICT_ASKED || this == DELETE_ASKED || this == VANISHED;
    }

    /** The name audit rows and metrics show. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
