package io.syncbridge.reconcile;

import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.ContentHash;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do with one record; the decision table of the reliability reference, section 3.3, with the policy
 * newest-wins and deletes ignored.
 *
 * <ol>
 *   <li>One side alone: create the other, unless that is a delete to be ignored. An edit beats a delete.
 *   <li>Both, never agreed: equal means linked; otherwise a conflict.
 *   <li>Both, agreed before: take unconfirmed writes that landed into the base, then see who left it. One side: it wins
 *       whatever the clocks say. Both: the strictly newer Zapier edit wins, else Supabase.
 *   <li>An edit that a write of ours replaced unseen counts as Zapier's edit, when it is newer than the last winner.
 * </ol>
 *
 * Pure: no clock, no randomness, no input or output.
 */
public final class Reconciler {
    private final TableMapping mapping;

    /** A reconciler for one two-way mapping. */
    public Reconciler(TableMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * The plan for one record.
     *
     * @param key the record's key; a Zapier record that carries none, or a copy that carries another's, gets this one
     * @param memory what is remembered of it
     * @param supabase what Supabase holds, read in the transaction that will write it
     * @param zapier what Zapier was just seen to hold
     * @param events states of the Zapier record that webhooks or overwritten answers showed
     * @param now the database's clock
     */
    public Plan decide(
            FieldValue key,
            Memory memory,
            SupabaseState supabase,
            ZapierState zapier,
            List<ZapierEvent> events,
            Instant now) {
        EditTimes times = new EditTimes(mapping, now);
        Targets targets = new Targets(mapping);
        return switch (supabase) {
            case SupabaseState.Absent none ->
                switch (zapier) {
                    case ZapierState.Absent gone ->
                        memory.isLive()
                                ? Plan.nothing(Rule.GONE, memory.buried())
                                : Plan.nothing(Rule.UNCHANGED, memory);
                    case ZapierState.Present z -> onlyZapier(key, memory, z, times, targets);
                };
            case SupabaseState.Present s ->
                switch (zapier) {
                    case ZapierState.Absent gone -> onlySupabase(memory, s, times, targets);
                    case ZapierState.Present z -> both(memory, s, z, events, times, targets);
                };
        };
    }

    /** What Zapier must get once Supabase holds its part, and what to remember in the same transaction. */
    public Plan.Next afterSupabase(Plan plan, Row stored, ZapierState zapier) {
        return new Targets(mapping).afterSupabase(plan, stored, zapier);
    }

    /** The attempt whose effect a plan found in place, so that its audit row can be written now. */
    public Optional<Attempt> confirmed(Memory before, Plan plan, ZapierState zapier) {
        if (plan.rule() != Rule.ALREADY_EQUAL || !(zapier instanceof ZapierState.Present z)) {
            return Optional.empty();
        }
        return before.doubts().stream()
                .filter(doubt -> doubt.isIn(mapping, z.row()))
                .reduce((first, last) -> last);
    }

    private Plan onlySupabase(Memory memory, SupabaseState.Present s, EditTimes times, Targets targets) {
        Instant time = times.supabase(memory, s);
        if (!memory.isLive()) {
            return targets.supabaseWins(Rule.CREATED_IN_SUPABASE, s.row(), Row.NONE, time, Row.NONE, memory);
        }
        if (!targets.changed(Side.SUPABASE, s.row(), memory.base())) {
            return Plan.nothing(Rule.DELETE_IGNORED, memory);
        }
        return targets.supabaseWins(
                Rule.EDIT_BEATS_DELETE_IN_ZAPIER, s.row(), Row.NONE, time, Row.NONE, memory.relinked());
    }

    private Plan onlyZapier(FieldValue key, Memory memory, ZapierState.Present z, EditTimes times, Targets targets) {
        Instant time = times.zapier(memory, z.row(), z.editedAt()).at();
        if (memory.standing() == Memory.Standing.NEW) {
            return targets.zapierCreates(Rule.CREATED_IN_ZAPIER, keyed(z.row(), key), time, memory);
        }
        if (memory.standing() == Memory.Standing.TOMB) {
            return memory.doubts().stream().anyMatch(doubt -> isUntouchedCreation(doubt, z.row()))
                    ? Plan.nothing(Rule.DELETE_IGNORED, memory)
                    : targets.zapierCreates(Rule.CREATED_IN_ZAPIER, keyed(z.row(), key), time, memory);
        }
        ZapierReading reading = ZapierReading.of(mapping, memory, z.row(), Row.NONE);
        return reading.isUsers()
                ? targets.zapierCreates(Rule.EDIT_BEATS_DELETE_IN_SUPABASE, keyed(reading.userRow(), key), time, memory)
                : Plan.nothing(Rule.DELETE_IGNORED, memory);
    }

    private Row keyed(Row row, FieldValue key) {
        return row.with(mapping.key(), key);
    }

    private Plan both(
            Memory before,
            SupabaseState.Present s,
            ZapierState.Present z,
            List<ZapierEvent> events,
            EditTimes times,
            Targets targets) {
        if (z.editedAt().isBefore(before.zapierVersion())) {
            return Plan.nothing(Rule.STALE_READ, before);
        }
        Memory memory =
                before.isLive() ? before : landedCreation(before, z.row()).orElse(before);
        boolean equal = targets.equal(s.row(), z.row());
        if (!memory.isLive()) {
            EditTimes.EditTime time = times.zapier(memory, z.row(), z.editedAt());
            return equal
                    ? agreed(Rule.ALREADY_EQUAL, before.base(), memory, s, z, times, targets)
                    : conflict(memory, s, z.row(), z, time, times, targets);
        }
        ZapierReading reading = ZapierReading.of(mapping, memory, z.row(), s.row());
        // Also where the base says the same: the twin of an answered attempt may have landed over an edit since.
        boolean ownLanding = !reading.explained().isEmpty()
                || !before.isLive()
                || before.doubts().stream().anyMatch(doubt -> doubt.isIn(mapping, z.row()));
        Memory known = memory.withBase(reading.base());
        if (ownLanding) {
            // Before overwritten edits are looked for: one that lost against this write must not come back.
            known = known.stampedAtLeast(reading.landedStamp());
            known = known.blindUntil(z.editedAt(), ContentHash.of(mapping, z.row()));
        }
        Optional<ZapierEvent> replaced = new ReplacedEdits(mapping, known, times).newest(events, reading);
        boolean changedInSupabase = targets.changed(Side.SUPABASE, s.row(), reading.base());
        // Our own write there carried an earlier edit of Zapier's: against a later one it is no rival.
        boolean editedInSupabase = changedInSupabase && times.ownWrite(known, s).isEmpty();
        if (replaced.isPresent()) {
            ZapierEvent event = replaced.get();
            Row edited = reading.base().overlaidBy(event.row());
            EditTimes.EditTime time = times.zapier(known, edited, event.editedAt());
            return editedInSupabase
                    ? conflict(known, s, edited, z, time, times, targets)
                    : targets.zapierWins(Rule.RECOVERED_EDIT, edited, s.row(), z.row(), time.at(), Row.NONE, known);
        }
        if (equal) {
            boolean news = !targets.equal(z.row(), before.base()) || !before.isLive();
            return agreed(news ? Rule.ALREADY_EQUAL : Rule.UNCHANGED, before.base(), known, s, z, times, targets);
        }
        if (reading.isUsers()) {
            EditTimes.EditTime time = editTime(known, z, times);
            return editedInSupabase
                    ? conflict(known, s, reading.userRow(), z, time, times, targets)
                    : targets.zapierWins(
                            Rule.CHANGED_IN_ZAPIER, reading.userRow(), s.row(), z.row(), time.at(), Row.NONE, known);
        }
        if (changedInSupabase) {
            return targets.supabaseWins(
                    Rule.CHANGED_IN_SUPABASE, s.row(), z.row(), times.supabase(memory, s), Row.NONE, known);
        }
        Rule rule = reading.isOurs() ? Rule.LATE_LANDING : Rule.UNCHANGED;
        return targets.supabaseWins(rule, s.row(), z.row(), known.stamp(), Row.NONE, known);
    }

    private Plan conflict(
            Memory memory,
            SupabaseState.Present s,
            Row edited,
            ZapierState.Present z,
            EditTimes.EditTime zapierTime,
            EditTimes times,
            Targets targets) {
        Instant supabaseTime = times.supabase(memory, s);
        return zapierTime.isNewerThan(supabaseTime)
                ? targets.zapierWins(
                        Rule.CONFLICT_ZAPIER_NEWER,
                        edited,
                        s.row(),
                        z.row(),
                        zapierTime.at(),
                        targets.differing(s.row(), edited),
                        memory)
                : targets.supabaseWins(
                        Rule.CONFLICT_SUPABASE_WINS,
                        s.row(),
                        z.row(),
                        supabaseTime,
                        targets.differing(edited, s.row()),
                        memory);
    }

    /** Both sides hold the same: the new base. A version field that only one side has is left alone. */
    private Plan agreed(
            Rule rule,
            Row lastBase,
            Memory memory,
            SupabaseState.Present s,
            ZapierState.Present z,
            EditTimes times,
            Targets targets) {
        boolean edited = !memory.isLive() || targets.changed(Side.SUPABASE, s.row(), memory.base());
        Instant stamp = edited ? times.supabase(memory, s) : memory.stamp();
        Instant landed = memory.doubts().stream()
                .filter(doubt -> doubt.isIn(mapping, z.row()))
                .map(Attempt::stamp)
                .filter(stamp::isBefore)
                .reduce(stamp, (a, b) -> a.isAfter(b) ? a : b);
        Memory settled = memory.withoutLanded(mapping, lastBase, z.row()).agreedOn(z.row(), z.editedAt(), landed);
        return Plan.nothing(rule, memory.unseenEdit().isPresent() ? settled.leaving(memory.unseenEdit()) : settled);
    }

    /** A user's change under our own landing was made before it. */
    private static EditTimes.EditTime editTime(Memory memory, ZapierState.Present z, EditTimes times) {
        Instant editedAt = memory.unseenEdit()
                .filter(edit -> edit.landedAt().equals(z.editedAt()))
                .map(Memory.UnseenEdit::editedAt)
                .orElse(z.editedAt());
        return times.zapier(memory, z.row(), editedAt);
    }

    /**
     * Where our own create evidently landed, its content is the base that the lost answer would have set. The key is
     * evidence enough: nobody had it there when we looked, whatever a user has made of the other cells since.
     */
    private Optional<Memory> landedCreation(Memory memory, Row zapier) {
        return memory.doubts().stream()
                .filter(doubt -> doubt.kind() == Attempt.Kind.CREATE
                        && mapping.same(mapping.key(), doubt.fields().get(mapping.key()), zapier.get(mapping.key())))
                .max(Comparator.comparingLong(doubt -> doubt.shownIn(mapping, zapier)))
                .map(doubt -> memory.agreedOn(
                        doubt.fields(),
                        memory.zapierVersion(),
                        doubt.stamp().isAfter(memory.stamp()) ? doubt.stamp() : memory.stamp()));
    }

    private boolean isUntouchedCreation(Attempt doubt, Row zapier) {
        return doubt.kind() == Attempt.Kind.CREATE && doubt.isIn(mapping, zapier);
    }
}
