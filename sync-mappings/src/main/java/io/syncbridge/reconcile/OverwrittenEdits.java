package io.syncbridge.reconcile;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.List;
import java.util.Optional;

/**
 * Edits that a write of ours surely replaced, seen in its answer, put back on top of what that write left: a user who
 * counted from 4 to 6 while we wrote 5 has added two. Each is merged against the state its user had before the eyes, then
 * joined with what users have done to the record since.
 */
record OverwrittenEdits(TableMapping mapping, Memory memory, EditTimes times) {

    /**
     * The Zapier record as its users mean it.
     *
     * @param row its content
     * @param lost values that later ones of the same field replaced
     * @param time the newest of the edits
     */
    record Joined(Row row, Row lost, EditTimes.EditTime time) {}

    /** Joins the replaced edits among the events; empty when there is none. */
    Optional<Joined> on(Row current, List<ZapierEvent> events) {
        List<ZapierEvent> replaced = events.stream()
                .filter(event -> event.before().isPresent()
                        && (event.unseen() || isNews(event))
                        && !isSuperseded(event, current))
                .toList();
        Row joined = memory.base();
        Row lost = Row.NONE;
        Optional<EditTimes.EditTime> newest = Optional.empty();
        for (ZapierEvent event : replaced) {
            Row before = event.before().orElseThrow();
            EditTimes.EditTime time = time(event);
            // Under another policy than merge the edit is to be put beside Supabase's as it was made.
            boolean wins = mapping.policy() != ConflictPolicy.MERGE
                    || time.follows(
                            memory.stamp(), memory, event.overwrittenAt().orElse(event.editedAt()));
            RowMerge.Merged merged =
                    new RowMerge(mapping, before, true).of(joined, before.overlaidBy(event.row()), wins);
            joined = merged.row();
            lost = lost.overlaidBy(merged.lost());
            newest = newest.filter(known -> !time.at().isAfter(known.at())).or(() -> Optional.of(time));
        }
        Row edits = joined;
        Row given = lost;
        return newest.map(time -> {
            RowMerge.Merged whole = new RowMerge(mapping, memory.base(), true).of(edits, current, true);
            return new Joined(whole.row(), given.overlaidBy(whole.lost()), time);
        });
    }

    /** True unless it was seen since, or is a landing of ours that another worker has settled. */
    private boolean isNews(ZapierEvent event) {
        return !event.editedAt().equals(memory.zapierVersion()) && time(event).isNewerThan(memory.stamp());
    }

    private EditTimes.EditTime time(ZapierEvent event) {
        return times.zapier(memory, memory.base().overlaidBy(event.row()), event.editedAt());
    }

    /** True when users have since set the same fields anew on top of our write: nobody need be asked about the former. */
    private boolean isSuperseded(ZapierEvent event, Row current) {
        return mapping.policy() != ConflictPolicy.MERGE
                && event.row().values().keySet().stream()
                        .noneMatch(field -> mapping.same(
                                field, current.get(field), memory.base().get(field)));
    }
}
