package io.syncbridge.reconcile;

import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One side alone holds the record, or neither: it is new there, or was deleted on the other side. Reliability reference,
 * sections 3.3 and 3.4.
 *
 * <ol>
 *   <li>An edit beats a delete, always.
 *   <li>A record that is merely absent from Zapier was not deleted: it must be found in the trash.
 *   <li>What a delete of ours took away is looked at afterwards; a user's edit found in it brings the record back.
 * </ol>
 */
record OneSided(TableMapping mapping, EditTimes times, Targets targets, Optional<Side> choice) {

    Plan onlySupabase(Memory memory, SupabaseState.Present s, ZapierState zapier) {
        Instant time = times.supabase(memory, s);
        if (!memory.isLive()) {
            return targets.supabaseWins(Rule.CREATED_IN_SUPABASE, s.row(), Row.NONE, time, Row.NONE, memory);
        }
        boolean edited = targets.changed(Side.SUPABASE, s.row(), memory.base());
        if (mapping.deletes() == DeletePolicy.IGNORE) {
            return edited
                    ? targets.supabaseWins(
                            Rule.EDIT_BEATS_DELETE_IN_ZAPIER, s.row(), Row.NONE, time, Row.NONE, memory.relinked())
                    : Plan.nothing(Rule.DELETE_IGNORED, memory);
        }
        return switch (zapier) {
            case ZapierState.Trashed trashed ->
                isEditedBeside(memory, s, trashed)
                        ? restored(Rule.EDIT_BEATS_DELETE_IN_ZAPIER, s, memory)
                        : deletedInZapier(memory, s);
            case ZapierState.Vanished gone -> {
                if (edited) {
                    yield restored(Rule.EDIT_BEATS_DELETE_IN_ZAPIER, s, memory);
                }
                yield choice.filter(side -> side == Side.SUPABASE).isPresent()
                        ? restored(Rule.RESTORED, s, memory)
                        : asking(Rule.VANISHED, memory, "has vanished from Zapier and is not in its trash either");
            }
            default -> Plan.nothing(Rule.LOOK_IN_TRASH, memory);
        };
    }

    /** True when the row holds an edit that whoever deleted the record in Zapier had not before the eyes. */
    private boolean isEditedBeside(Memory memory, SupabaseState.Present s, ZapierState.Trashed trashed) {
        Row base = ZapierReading.of(mapping, memory, trashed.row(), s.row()).base();
        boolean changed = targets.changed(Side.SUPABASE, s.row(), base) && !targets.equal(s.row(), trashed.row());
        // What we wrote there was an edit of Zapier's, which its own users may delete.
        return new Conflicts(mapping, times, targets, choice).isRival(changed, memory, s);
    }

    private Plan deletedInZapier(Memory memory, SupabaseState.Present s) {
        if (choice.isEmpty() && mapping.deletes() == DeletePolicy.ASK) {
            return asking(Rule.DELETE_ASKED, memory, "was deleted in Zapier and still stands in Supabase");
        }
        return choice.orElse(Side.ZAPIER) == Side.ZAPIER
                ? Plan.deleting(Rule.DELETED_IN_ZAPIER, Side.ZAPIER, memory.buried())
                : restored(Rule.RESTORED, s, memory);
    }

    /** Zapier gets a new record of what Supabase holds. */
    Plan restored(Rule rule, SupabaseState.Present s, Memory memory) {
        Instant time = times.supabase(memory, s);
        return targets.supabaseWins(rule, s.row(), Row.NONE, time, Row.NONE, memory.anew());
    }

    Plan onlyZapier(FieldValue key, Memory memory, ZapierState.Present z, List<ZapierEvent> events) {
        Instant time = times.zapier(memory, z.row(), z.editedAt()).at();
        boolean ignored = mapping.deletes() == DeletePolicy.IGNORE;
        if (!memory.isLive()) {
            boolean ours = isUntouchedCreation(memory, z.row());
            if (ours && !ignored) {
                // Our own creation came late: nobody has asked for it any more.
                return Plan.deleting(Rule.DELETED_IN_SUPABASE, Side.SUPABASE, memory.unagreed());
            }
            return ours && memory.standing() == Memory.Standing.TOMB
                    ? Plan.nothing(Rule.DELETE_IGNORED, memory)
                    : targets.zapierCreates(Rule.CREATED_IN_ZAPIER, keyed(z.row(), key), time, memory);
        }
        ZapierReading reading = ZapierReading.of(mapping, memory, z.row(), Row.NONE);
        if (reading.isUsers()) {
            return targets.zapierCreates(
                    Rule.EDIT_BEATS_DELETE_IN_SUPABASE, keyed(reading.userRow(), key), time, memory);
        }
        if (ignored) {
            return Plan.nothing(Rule.DELETE_IGNORED, memory);
        }
        Optional<OverwrittenEdits.Joined> overwritten = overwritten(memory, z, reading, events);
        if (overwritten.isPresent()) {
            return targets.zapierCreates(
                    Rule.EDIT_BEATS_DELETE_IN_SUPABASE,
                    keyed(overwritten.get().row(), key),
                    overwritten.get().time().at(),
                    memory);
        }
        if (choice.isEmpty() && mapping.deletes() == DeletePolicy.ASK) {
            return asking(Rule.DELETE_ASKED, memory, "was deleted in Supabase and still stands in Zapier");
        }
        return choice.orElse(Side.SUPABASE) == Side.SUPABASE
                ? Plan.deleting(Rule.DELETED_IN_SUPABASE, Side.SUPABASE, memory)
                : targets.zapierCreates(Rule.RESTORED, keyed(z.row(), key), time, memory);
    }

    /** An edit that a write of ours replaced unseen is an edit too. */
    private Optional<OverwrittenEdits.Joined> overwritten(
            Memory memory, ZapierState.Present z, ZapierReading reading, List<ZapierEvent> events) {
        List<Attempt> landed = memory.doubts().stream()
                .filter(doubt -> doubt.isIn(mapping, z.row()))
                .toList();
        Memory known = landed.isEmpty() && reading.explained().isEmpty()
                ? memory
                : memory.blindUntil(z.editedAt(), ContentHash.of(mapping, z.row()));
        for (Attempt attempt : landed) {
            // One that lost against this write must not come back.
            known = known.stampedAtLeast(attempt.stamp());
        }
        return newest(known, reading, events);
    }

    private Optional<OverwrittenEdits.Joined> newest(Memory known, ZapierReading reading, List<ZapierEvent> events) {
        return new OverwrittenEdits(mapping, known, times)
                .on(reading.userRow(), events)
                .or(() -> new ReplacedEdits(mapping, known, times)
                        .newest(events, reading)
                        .map(event -> {
                            Row row = known.base().overlaidBy(event.row());
                            return new OverwrittenEdits.Joined(
                                    row, Row.NONE, times.zapier(known, row, event.editedAt()));
                        }));
    }

    Plan neither(FieldValue key, Memory memory, ZapierState zapier) {
        boolean looksInto = memory.hasDeleteInDoubt() && memory.standing() != Memory.Standing.TOMB;
        if (!looksInto) {
            return memory.isLive() ? Plan.nothing(Rule.GONE, memory.buried()) : Plan.nothing(Rule.UNCHANGED, memory);
        }
        return switch (zapier) {
            case ZapierState.Trashed trashed -> afterOwnDelete(key, memory, trashed);
            case ZapierState.Vanished gone -> Plan.nothing(Rule.GONE, memory.buried());
            default -> Plan.nothing(Rule.LOOK_IN_TRASH, memory);
        };
    }

    private Plan afterOwnDelete(FieldValue key, Memory memory, ZapierState.Trashed trashed) {
        ZapierReading reading = ZapierReading.of(mapping, memory, trashed.row(), Row.NONE);
        boolean edited = memory.isLive() ? reading.isUsers() : !isUntouchedCreation(memory, trashed.row());
        if (!edited) {
            return Plan.nothing(Rule.GONE, memory.withoutLandedDelete().buried());
        }
        Row row = memory.isLive() ? reading.userRow() : trashed.row();
        Instant time = times.zapier(memory, trashed.row(), trashed.editedAt()).at();
        return targets.zapierCreates(Rule.EDIT_BEATS_DELETE_IN_SUPABASE, keyed(row, key), time, memory.anew());
    }

    private Plan asking(Rule rule, Memory memory, String reason) {
        return Plan.asking(rule, memory, List.of(new FieldProblem(mapping.key(), reason)));
    }

    private Row keyed(Row row, FieldValue key) {
        return row.with(mapping.key(), key);
    }

    private boolean isUntouchedCreation(Memory memory, Row zapier) {
        return memory.doubts().stream()
                .anyMatch(doubt -> doubt.kind() == Attempt.Kind.CREATE && doubt.isIn(mapping, zapier));
    }
}
