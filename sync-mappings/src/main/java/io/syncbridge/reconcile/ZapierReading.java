package io.syncbridge.reconcile;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who made a Zapier record what it is: fields that left the base are either explained by an attempt of ours whose
 * outcome was unknown, or a user's.
 *
 * @param base the base, with unconfirmed writes that evidently landed and are not superseded taken into it
 * @param explained fields that an attempt in doubt put there
 * @param edited fields that only a user can have put there
 * @param outrun fields that show a write of ours which Supabase has moved on from since
 * @param userRow the record as the user means it: what a superseded write of ours left is not the user's doing
 * @param landedStamp the newest edit that an unconfirmed write carried into the base; EPOCH when none
 */
record ZapierReading(
        Row base,
        TreeSet<String> explained,
        TreeSet<String> outrun,
        TreeSet<String> edited,
        Row userRow,
        Instant landedStamp) {

    static ZapierReading of(TableMapping mapping, Memory memory, Row zapier, Row supabase) {
        Row base = memory.base();
        Row userRow = zapier;
        Instant landedStamp = Instant.EPOCH;
        TreeSet<String> explained = new TreeSet<>();
        TreeSet<String> outrun = new TreeSet<>();
        TreeSet<String> edited = new TreeSet<>();
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            if (!carries(mapping, field, Side.ZAPIER) || !zapier.has(name)) {
                continue;
            }
            if (field.same(zapier, memory.base())) {
                if (isPutBack(mapping, memory, name, zapier, supabase)) {
                    outrun.add(name);
                }
                continue;
            }
            if (!explains(mapping, memory.doubts(), name, zapier)) {
                edited.add(name);
                continue;
            }
            explained.add(name);
            boolean isSupabases = field.same(zapier, supabase);
            if (isSupabases || followsBase(mapping, memory, name, zapier, supabase)) {
                if (!isSupabases && supabase.has(name)) {
                    outrun.add(name);
                }
                base = base.with(name, zapier.get(name));
                landedStamp = explaining(mapping, memory.doubts(), name, zapier)
                        .map(Attempt::stamp)
                        .filter(landedStamp::isBefore)
                        .max(Instant::compareTo)
                        .orElse(landedStamp);
            } else {
                userRow = userRow.with(name, memory.base().get(name));
            }
        }
        return new ZapierReading(base, explained, outrun, edited, userRow, landedStamp);
    }

    /**
     * True when the write came after the base, though Supabase was edited again since: it is no late one, and its value
     * is what a user of Zapier sees beside an edit of another cell. Putting the base back there would revive it.
     */
    private static boolean followsBase(TableMapping mapping, Memory memory, String field, Row zapier, Row supabase) {
        return !mapping.same(field, supabase.get(field), memory.base().get(field))
                && explaining(mapping, memory.doubts(), field, zapier)
                        .anyMatch(doubt -> doubt.stamp().isAfter(memory.stamp()));
    }

    /**
     * True when a write in doubt meant to put a user's cell back to the base, which it shows, and Supabase has moved on
     * from it since. That it shows the base is no user's word, if that write was carried out late.
     */
    private static boolean isPutBack(TableMapping mapping, Memory memory, String field, Row zapier, Row supabase) {
        return supabase.has(field)
                && !mapping.same(field, supabase.get(field), memory.base().get(field))
                && explaining(mapping, memory.doubts(), field, zapier)
                        .anyMatch(doubt -> doubt.stamp().isAfter(memory.stamp())
                                && doubt.before().has(field)
                                && !mapping.same(field, doubt.before().get(field), zapier.get(field)));
    }

    /** True when a content field's value may arise on this side. The key never does: it identifies. */
    static boolean carries(TableMapping mapping, FieldMapping field, Side side) {
        return mapping.isContent(field.name())
                && !field.name().equals(mapping.key())
                && field.direction().comesFrom(side);
    }

    static boolean explains(TableMapping mapping, List<Attempt> doubts, String field, Row zapier) {
        return explaining(mapping, doubts, field, zapier).findAny().isPresent();
    }

    private static Stream<Attempt> explaining(TableMapping mapping, List<Attempt> doubts, String field, Row zapier) {
        return doubts.stream()
                .filter(doubt -> doubt.fields().has(field)
                        && mapping.same(field, doubt.fields().get(field), zapier.get(field)));
    }

    /**
     * The time by which the user's cells were as they are. A write of ours that landed in other cells moved the record's
     * clock, and its answer may be lost: then a webhook that showed the same cells before tells better.
     */
    Instant editedBy(TableMapping mapping, List<ZapierEvent> events, Instant editedAt) {
        return explained.isEmpty() && outrun.isEmpty()
                ? editedAt
                : events.stream()
                        .filter(event -> edited.stream()
                                .allMatch(field -> event.row().has(field)
                                        && mapping.same(field, event.row().get(field), userRow.get(field))))
                        .map(ZapierEvent::editedAt)
                        .filter(editedAt::isAfter)
                        .min(Instant::compareTo)
                        .orElse(editedAt);
    }

    /**
     * The record as its user means it beside Supabase's: in a cell that shows an older value of Supabase's, which a late
     * write of ours put there, Supabase's newer one stands. No user of Zapier's made it what it is.
     */
    Row beside(Row supabase) {
        return userRow.overlaidBy(supabase.only(outrun::contains));
    }

    boolean isUsers() {
        return !edited.isEmpty();
    }

    boolean isOurs() {
        return edited.isEmpty() && !explained.isEmpty();
    }
}
