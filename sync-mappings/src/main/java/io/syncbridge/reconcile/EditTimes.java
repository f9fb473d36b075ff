package io.syncbridge.reconcile;

import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When an edit was made, as far as either side tells. Consulted only when both sides left the base.
 *
 * <ol>
 *   <li>Supabase: while the row is our own last write, the time of the edit we carried; else the newest version field,
 *       or the time the state was first seen where that has not moved; always later than the last winning edit.
 *   <li>Zapier: the newest version field where the writer moved it, else the platform's edited_at (a person editing a
 *       cell moves no column of ours). What an attempt in doubt wrote there was moved by us, not by the writer; so was, most likely, what is no newer
 *       than the last winning edit. Where both agree to the tick, edited_at is the finer clock.
 *   <li>A version later than now plus a tolerance is not believed: the time the state was first seen, or edited_at, counts
 *       instead, so that no record wins for ever. An edited_at that late is taken as now.
 * </ol>
 *
 * Compared at the coarser of both precisions; equal times mean that Supabase wins.
 */
record EditTimes(TableMapping mapping, Instant now) {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** A time and how finely its clock ticks. */
    record EditTime(Instant at, ChronoUnit precision) {
        /** Strictly newer at the coarser precision; the other time is in microseconds. */
        boolean isNewerThan(Instant other) {
            return at.truncatedTo(precision).isAfter(other.truncatedTo(precision));
        }

        /** True when the other clock says the same, perhaps more finely. */
        boolean isSameTick(Instant other) {
            return at.truncatedTo(precision).equals(other.truncatedTo(precision));
        }

        /**
         * Newer than the last winner, for a state that a write of ours replaced. Where that winner is itself an edit of
         * Zapier's that we wrote to Supabase, the same tick is enough if our write came later: the state was made after.
         */
        boolean follows(Instant stamp, Memory memory, Instant replacedAt) {
            boolean zapiers =
                    memory.own().filter(own -> own.stamp().equals(stamp)).isPresent();
            Instant last = stamp.truncatedTo(precision);
            return isNewerThan(stamp)
                    || (zapiers
                            && isSameTick(stamp)
                            && replacedAt.truncatedTo(precision).isAfter(last));
        }
    }

    Instant supabase(Memory memory, SupabaseState.Present row) {
        Optional<Memory.OwnWrite> own = ownWrite(memory, row);
        if (own.isPresent()) {
            return own.get().stamp();
        }
        Instant stated = newestVersion(row.row())
                .map(EditTime::at)
                .filter(time -> time.isAfter(memory.stamp()) && !isTooLate(time))
                .orElseGet(() -> firstSeen(memory, row));
        return after(memory.stamp(), stated);
    }

    /** Our last write, while it is still the row's content; it carried an edit of Zapier's. */
    Optional<Memory.OwnWrite> ownWrite(Memory memory, SupabaseState.Present row) {
        return memory.own().filter(write -> write.contentHash().equals(ContentHash.of(mapping, row.row())));
    }

    /** A row that an attempt in doubt carries was seen when that was decided; a later look must not make it newer. */
    private Instant firstSeen(Memory memory, SupabaseState.Present row) {
        return memory.doubts().stream()
                .filter(doubt -> mapping.sameContent(doubt.intended(), row.row()))
                .map(Attempt::stamp)
                .filter(row.seenAt()::isAfter)
                .min(Instant::compareTo)
                .orElse(row.seenAt());
    }

    EditTime zapier(Memory memory, Row row, Instant editedAt) {
        Optional<EditTime> stated = newestVersion(row);
        Optional<EditTime> known = newestVersion(memory.base());
        boolean moved = stated.isPresent()
                && (known.isEmpty() || stated.get().at().isAfter(known.get().at()))
                && stated.get().isNewerThan(memory.stamp())
                && !stated.get().isSameTick(editedAt)
                && !isTooLate(stated.get().at())
                && !isOurs(memory, row);
        EditTime time = moved ? stated.get() : new EditTime(editedAt, precisionOf(editedAt));
        return new EditTime(clamped(time.at()), time.precision());
    }

    /** A version that a write of ours put there tells when our edit was made, not the user's on top of it. */
    private boolean isOurs(Memory memory, Row row) {
        return mapping.version().stream()
                .filter(field -> !row.get(field).isBlank()
                        && !mapping.same(field, row.get(field), memory.base().get(field)))
                .allMatch(field -> ZapierReading.explains(mapping, memory.doubts(), field, row));
    }

    /** The time of a new winning edit: never at or before the last one. */
    static Instant after(Instant stamp, Instant time) {
        Instant least = stamp.plus(1, ChronoUnit.MICROS);
        return stamp.equals(Instant.EPOCH) || time.isAfter(least) ? time : least;
    }

    private Instant clamped(Instant time) {
        return isTooLate(time) ? now : time;
    }

    private boolean isTooLate(Instant time) {
        return time.isAfter(now.plus(TOLERANCE));
    }

    /** True when a side states a time that was not believed. */
    boolean isWrong(SupabaseState supabase, ZapierState zapier) {
        boolean inSupabase = supabase instanceof SupabaseState.Present s && statesTooLate(s.row());
        boolean inZapier =
                zapier instanceof ZapierState.Present z && (statesTooLate(z.row()) || isTooLate(z.editedAt()));
        return inSupabase || inZapier;
    }

    private boolean statesTooLate(Row row) {
        return newestVersion(row).filter(time -> isTooLate(time.at())).isPresent();
    }

    private Optional<EditTime> newestVersion(Row row) {
        Optional<EditTime> newest = Optional.empty();
        for (String field : mapping.version()) {
            if (row.get(field) instanceof FieldValue.Timestamp at
                    && mapping.field(field).type() instanceof FieldType.Timestamp type
                    && newest.filter(known -> !at.value().isAfter(known.at())).isEmpty()) {
                newest = Optional.of(new EditTime(at.value(), type.precision()));
            }
        }
        return newest;
    }

    /** A platform clock that shows whole seconds is taken to tick in seconds. */
    private static ChronoUnit precisionOf(Instant time) {
        if (time.equals(time.truncatedTo(ChronoUnit.SECONDS))) {
            return ChronoUnit.SECONDS;
        }
        return time.equals(time.truncatedTo(ChronoUnit.MILLIS)) ? ChronoUnit.MILLIS : ChronoUnit.MICROS;
    }
}
