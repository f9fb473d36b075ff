package io.syncbridge.reconcile;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.MergeRule;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides what to do with one record; the decision table of the reliability reference, section 3.3.
 *
 * <ol>
 *   <li>One side alone, or none: {@link OneSided}.
 *   <li>Both, never agreed: equal means linked; otherwise a conflict.
 *   <li>Both, agreed before: take unconfirmed writes that landed into the base, then see who left it. One side: it wins
 *       whatever the clocks say. Both: the mapping's policy decides, {@link Conflicts}.
 *   <li>An edit that a write of ours replaced counts as Zapier's edit: one seen in the answer always under a policy that
 *       needs it ({@link OverwrittenEdits}), else when it is newer than the last winner ({@link ReplacedEdits}).
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
     * @param choice the side a person picked for a record that waits for one
     */
    public Plan decide(
            FieldValue key,
            Memory memory,
            SupabaseState supabase,
            ZapierState zapier,
            List<ZapierEvent> events,
            Instant now,
            Optional<Side> choice) {
        EditTimes times = new EditTimes(mapping, now);
        Targets targets = new Targets(mapping);
        OneSided oneSided = new OneSided(mapping, times, targets, choice);
        Plan plan = switch (supabase) {
            case SupabaseState.Absent none ->
                zapier instanceof ZapierState.Present z
                        ? oneSided.onlyZapier(key, memory, z, events)
                        : oneSided.neither(key, memory, zapier);
            case SupabaseState.Present s ->
                zapier instanceof ZapierState.Present z
                        ? both(memory, s, z, events, times, targets, choice)
                        : memory.isLive() && memory.hasDeleteInDoubt() && mapping.deletes() != DeletePolicy.IGNORE
                                ? afterOwnDelete(memory, s, zapier, events, times, targets, choice)
                                : oneSided.onlySupabase(memory, s, zapier);
        };
        return plan.clampedIf(times.isWrong(supabase, zapier));
    }

    /** A delete of ours came late: the record comes back, with what a user had made of it before it went. */
    private Plan afterOwnDelete(
            Memory memory,
            SupabaseState.Present s,
            ZapierState zapier,
            List<ZapierEvent> events,
            EditTimes times,
            Targets targets,
            Optional<Side> choice) {
        OneSided oneSided = new OneSided(mapping, times, targets, choice);
        return switch (zapier) {
            case ZapierState.Trashed t -> {
                ZapierState.Present then = new ZapierState.Present(t.recordId(), t.row(), t.editedAt());
                Plan plan = both(memory, s, then, events, times, targets, choice);
                boolean waits = plan.rule().asks() || plan.rule() == Rule.REFUSED;
                yield waits
                        ? plan
                        : plan.isNothing()
                                ? oneSided.restored(Rule.RESTORED, s, memory)
                                : plan.remembering(plan.memory().anew());
            }
            case ZapierState.Vanished gone -> oneSided.restored(Rule.RESTORED, s, memory);
            default -> Plan.nothing(Rule.LOOK_IN_TRASH, memory);
        };
    }

    /** What Zapier must get once Supabase holds its part, and what to remember in the same transaction. */
    public Plan.Next afterSupabase(Plan plan, Row stored, ZapierState zapier) {
        return new Targets(mapping).afterSupabase(plan, stored, zapier);
    }

    /** The attempt whose effect a plan found in place, so that its audit row can be written now. */
    public Optional<Attempt> confirmed(Memory before, Plan plan, ZapierState zapier) {
        if (plan.rule() == Rule.GONE && zapier instanceof ZapierState.Trashed) {
            return last(before, Attempt::isDelete);
        }
        return plan.rule() == Rule.ALREADY_EQUAL && zapier instanceof ZapierState.Present z
                ? last(before, doubt -> doubt.isIn(mapping, z.row()))
                : Optional.empty();
    }

    private static Optional<Attempt> last(Memory memory, Predicate<Attempt> wanted) {
        return memory.doubts().stream().filter(wanted).reduce((first, last) -> last);
    }

    private Plan both(
            Memory before,
            SupabaseState.Present s,
            ZapierState.Present z,
            List<ZapierEvent> events,
            EditTimes times,
            Targets targets,
            Optional<Side> choice) {
        if (z.editedAt().isBefore(before.zapierVersion())) {
            return Plan.nothing(Rule.STALE_READ, before);
        }
        Conflicts conflicts = new Conflicts(mapping, times, targets, choice);
        Memory memory =
                before.isLive() ? before : landedCreation(before, z.row()).orElse(before);
        boolean equal = targets.equal(s.row(), z.row());
        if (!memory.isLive()) {
            EditTimes.EditTime time = times.zapier(memory, z.row(), z.editedAt());
            return equal
                    ? agreed(Rule.ALREADY_EQUAL, before.base(), memory, s, z, times, targets)
                    : conflicts.between(memory, s, z.row(), z, time, Row.NONE);
        }
        ZapierReading reading = ZapierReading.of(mapping, memory, z.row(), s.row());
        Memory known = withLandings(before, memory, reading, z);
        boolean changedInSupabase = targets.changed(Side.SUPABASE, s.row(), reading.base());
        boolean rival = conflicts.isRival(changedInSupabase, known, s);
        List<ZapierEvent> shown = events.stream()
                .filter(event -> event.before().isEmpty())
                .map(this::withoutCounts)
                .toList();
        Optional<OverwrittenEdits.Joined> overwritten =
                new OverwrittenEdits(mapping, known, times).on(reading.userRow(), events);
        if (overwritten.isPresent()) {
            OverwrittenEdits.Joined joined = overwritten.get();
            // Its write carried an edit of Supabase's, so two sides met even if Supabase was not edited since.
            return conflicts.between(known, s, joined.row(), z, joined.time(), joined.lost());
        }
        Optional<ZapierEvent> replaced = new ReplacedEdits(mapping, known, times).newest(shown, reading);
        if (replaced.isPresent()) {
            ZapierEvent event = replaced.get();
            Row edited = reading.base().overlaidBy(event.row());
            EditTimes.EditTime time = times.zapier(known, edited, event.editedAt());
            return rival
                    ? conflicts.between(known, s, edited, z, time, Row.NONE)
                    : targets.zapierWins(
                            Rule.RECOVERED_EDIT,
                            targets.besideOwnWrite(edited, s.row(), known.base()),
                            s.row(),
                            z.row(),
                            time.at(),
                            Row.NONE,
                            known);
        }
        if (equal && !new RowMerge(mapping, known.base(), true).hidesACount(s.row(), z.row())) {
            boolean news = !targets.equal(z.row(), before.base()) || !before.isLive();
            return agreed(news ? Rule.ALREADY_EQUAL : Rule.UNCHANGED, before.base(), known, s, z, times, targets);
        }
        if (reading.isUsers()) {
            EditTimes.EditTime time = editTime(known, z, reading.editedBy(mapping, events, z.editedAt()), times);
            return rival
                    ? conflicts.between(known, s, reading.beside(s.row()), z, time, Row.NONE)
                    : targets.zapierWins(
                            Rule.CHANGED_IN_ZAPIER,
                            targets.besideOwnWrite(reading.userRow(), s.row(), known.base()),
                            s.row(),
                            z.row(),
                            time.at(),
                            Row.NONE,
                            known);
        }
        if (changedInSupabase) {
            // The row as we wrote it is no edit of Supabase's: Zapier lacks what came with the row, say a generated
            // key,
            // because we ended before it was sent.
            Rule rule = rival ? Rule.CHANGED_IN_SUPABASE : reading.isOurs() ? Rule.LATE_LANDING : Rule.UNCHANGED;
            return targets.supabaseWins(rule, s.row(), z.row(), times.supabase(memory, s), Row.NONE, known);
        }
        Rule rule = reading.isOurs() ? Rule.LATE_LANDING : Rule.UNCHANGED;
        return targets.supabaseWins(rule, s.row(), z.row(), known.stamp(), Row.NONE, known);
    }

    /** A state of then does not tell what was counted since: a merged counter is not set back to it. */
    private ZapierEvent withoutCounts(ZapierEvent event) {
        return mapping.policy() != ConflictPolicy.MERGE
                ? event
                : new ZapierEvent(
                        event.row().only(field -> !(mapping.field(field).merge() instanceof MergeRule.Counter)),
                        event.editedAt(),
                        event.overwrittenAt());
    }

    /** With the writes of ours that evidently landed since the base, whose answers nobody saw. */
    private Memory withLandings(Memory before, Memory memory, ZapierReading reading, ZapierState.Present z) {
        // Also where the base says the same: the twin of an answered attempt may have landed over an edit since.
        boolean ownLanding = !reading.explained().isEmpty()
                || !before.isLive()
                || before.doubts().stream().anyMatch(doubt -> doubt.isIn(mapping, z.row()));
        Memory known = memory.withBase(reading.base());
        // Before overwritten edits are looked for: one that lost against this write must not come back.
        return ownLanding
                ? known.stampedAtLeast(reading.landedStamp()).blindUntil(z.editedAt(), ContentHash.of(mapping, z.row()))
                : known;
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
    private static EditTimes.EditTime editTime(Memory memory, ZapierState.Present z, Instant shownAt, EditTimes times) {
        Instant editedAt = memory.unseenEdit()
                .filter(edit -> edit.landedAt().equals(z.editedAt()))
                .map(Memory.UnseenEdit::editedAt)
                .orElse(shownAt);
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
}
