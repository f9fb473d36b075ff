package io.syncbridge.reconcile;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What to remember after a write to Zapier landed, and whether it replaced a user's edit.
 *
 * <ol>
 *   <li>The base is what was written on what was seen, never the whole of {@code new}: a field that a user changed in
 *       between is still there and must look changed.
 *   <li>{@code old} against what was seen: a user's change in a field of ours was overwritten. Under newest-wins it is kept
 *       as an event and will win when newer than the edit we carried; otherwise its values go to the audit as lost. Under
 *       a policy that asks something else of it, it is kept with the state it is a change of.
 *   <li>A user's change in another field stands under our edited_at; its true time is remembered.
 * </ol>
 *
 * Source: reliability reference, section 3.2 step 4 with its refinement for partial writes.
 */
public final class Settlement {
    private final TableMapping mapping;

    /** A settlement for one two-way mapping. */
    public Settlement(TableMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * What follows from a landing.
     *
     * @param memory what to remember
     * @param recovered the overwritten edit that must be looked at again
     * @param lost overwritten values that lost against the newer edit we carried; empty row when none
     * @param again true when Zapier holds something else than the base: the record stays due
     */
    public record Result(Memory memory, Optional<ZapierEvent> recovered, Row lost, boolean again) {}

    /** Settles an attempt whose answer arrived while we still hold the record's lease. */
    public Result settle(Memory memory, Attempt attempt, Landing landing, Instant now) {
        Row written = attempt.intended();
        // What was seen may have been the late landing that this write puts right; until now it had to stay in doubt.
        Memory others = memory.without(attempt.id()).withoutLanded(mapping, memory.base(), attempt.before());
        Instant stamp = attempt.stamp().isAfter(memory.stamp()) ? attempt.stamp() : memory.stamp();
        Memory agreed =
                others.agreedOn(written, landing.editedAt(), stamp).landed(ContentHash.of(mapping, landing.row()));
        boolean differs = !mapping.sameContent(landing.row(), written);
        if (landing.old().isEmpty()) {
            return new Result(agreed, Optional.empty(), Row.NONE, differs);
        }
        Landing.Old old = landing.old().get();
        Changes changes = changes(others, attempt, old.row());
        if (changes.beside()) {
            agreed = agreed.leaving(Optional.of(new Memory.UnseenEdit(landing.editedAt(), old.editedAt())));
        }
        if (changes.explained()) {
            // Another attempt landed between our look and our write; what it replaced nobody saw.
            agreed = agreed.blindFrom(memory.zapierVersion(), old.editedAt());
            if (!changes.beside() && changes.overwritten().isEmpty()) {
                agreed = agreed.landed(ContentHash.of(mapping, old.row()));
            }
        }
        if (changes.overwritten().isEmpty()) {
            return new Result(agreed, Optional.empty(), Row.NONE, differs);
        }
        Row edits = old.row().only(changes.overwritten()::contains);
        if (countsAnyhow(attempt)) {
            ZapierEvent edit = new ZapierEvent(
                    edits, old.editedAt(), Optional.of(landing.editedAt()), Optional.of(attempt.before()), true);
            return new Result(agreed, Optional.of(edit), Row.NONE, true);
        }
        EditTimes.EditTime time = new EditTimes(mapping, now).zapier(others, old.row(), old.editedAt());
        if (losesByPolicy(attempt)) {
            // Nor may an earlier edit, of which a webhook tells, come back for it.
            return new Result(agreed.stampedAtLeast(time.at()), Optional.empty(), edits, differs);
        }
        boolean newer = time.follows(attempt.stamp(), others, landing.editedAt());
        return newer
                ? new Result(agreed, Optional.of(replaced(old, landing.editedAt())), Row.NONE, true)
                : new Result(agreed, Optional.empty(), edits, differs);
    }

    /** True when an overwritten edit is to be looked at again whatever the clocks say. */
    private boolean countsAnyhow(Attempt attempt) {
        return switch (mapping.policy()) {
            case MERGE, ZAPIER_WINS -> true;
            case ASK -> attempt.rule().carriesSupabaseEdit();
            case NEWEST_WINS, SUPABASE_WINS -> false;
        };
    }

    private boolean losesByPolicy(Attempt attempt) {
        return mapping.policy() == ConflictPolicy.SUPABASE_WINS
                && attempt.rule().carriesSupabaseEdit();
    }

    /**
     * The event to keep when the lease was lost: somebody else settles, only a user's change that our write replaced must
     * not be forgotten. A state that was merely what we had seen is none: it may be an earlier write of ours, and would
     * come back as an edit made at that landing's time.
     */
    public Optional<ZapierEvent> afterLostLease(Memory memory, Attempt attempt, Landing landing) {
        Memory others = memory.without(attempt.id());
        if (landing.old().isEmpty()) {
            return Optional.empty();
        }
        Landing.Old old = landing.old().get();
        TreeSet<String> overwritten = changes(others, attempt, old.row()).overwritten();
        // What we were about to write was written already, by whoever holds the lease now.
        overwritten.removeIf(field ->
                mapping.same(field, old.row().get(field), attempt.fields().get(field)));
        if (overwritten.isEmpty()) {
            return Optional.empty();
        }
        // Under merge it is only what the user added: the rest of the state is older than what others wrote since.
        return Optional.of(
                mapping.policy() == ConflictPolicy.MERGE
                        ? new ZapierEvent(
                                old.row().only(overwritten::contains),
                                old.editedAt(),
                                Optional.of(landing.editedAt()),
                                Optional.of(attempt.before()),
                                false)
                        : replaced(old, landing.editedAt()));
    }

    /**
     * How the state that our write replaced differs from what was seen.
     *
     * @param overwritten a user's changes in fields we wrote
     * @param beside true when a user changed another field
     * @param explained true when an attempt in doubt landed in between
     */
    private record Changes(TreeSet<String> overwritten, boolean beside, boolean explained) {}

    private Changes changes(Memory others, Attempt attempt, Row old) {
        TreeSet<String> overwritten = new TreeSet<>();
        boolean beside = false;
        boolean explained = false;
        for (String field : old.values().keySet()) {
            if (!mapping.isContent(field)
                    || mapping.same(field, old.get(field), attempt.before().get(field))) {
                continue;
            }
            if (ZapierReading.explains(mapping, others.doubts(), field, old)) {
                explained = true;
            } else if (attempt.fields().has(field)) {
                overwritten.add(field);
            } else {
                beside = true;
            }
        }
        return new Changes(overwritten, beside, explained);
    }

    private static ZapierEvent replaced(Landing.Old old, Instant landedAt) {
        return new ZapierEvent(old.row(), old.editedAt(), Optional.of(landedAt));
    }
}
