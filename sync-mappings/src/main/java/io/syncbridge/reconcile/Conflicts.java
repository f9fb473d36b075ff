package io.syncbridge.reconcile;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who wins when both sides left the base, by the mapping's policy. Where no clock decides, the time of the winning edit is
 * the later of both: an edit that lost by policy must not come back as a newer one.
 */
record Conflicts(TableMapping mapping, EditTimes times, Targets targets, Optional<Side> choice) {

    /**
     * Decides.
     *
     * @param edited the Zapier record as its user means it
     * @param given values given up before, when several edits of Zapier's were joined
     */
    Plan between(
            Memory memory,
            SupabaseState.Present s,
            Row edited,
            ZapierState.Present z,
            EditTimes.EditTime zapierTime,
            Row given) {
        Instant supabaseTime = times.supabase(memory, s);
        boolean zapierIsNewer = zapierTime.isNewerThan(supabaseTime);
        Instant later = zapierTime.at().isAfter(supabaseTime) ? zapierTime.at() : supabaseTime;
        return switch (mapping.policy()) {
            case NEWEST_WINS ->
                zapierIsNewer
                        ? zapier(Rule.CONFLICT_ZAPIER_NEWER, memory, s, edited, z, zapierTime.at())
                        : supabase(Rule.CONFLICT_SUPABASE_WINS, memory, s, edited, z, supabaseTime);
            case SUPABASE_WINS -> supabase(Rule.CONFLICT_POLICY_SUPABASE, memory, s, edited, z, later);
            case ZAPIER_WINS -> zapier(Rule.CONFLICT_POLICY_ZAPIER, memory, s, edited, z, later);
            case ASK ->
                choice.map(side -> side == Side.ZAPIER
                                ? zapier(Rule.CONFLICT_CHOSEN_ZAPIER, memory, s, edited, z, later)
                                : supabase(Rule.CONFLICT_CHOSEN_SUPABASE, memory, s, edited, z, later))
                        .orElseGet(() -> ask(memory, s, edited));
            case MERGE -> merged(memory, s, edited, z, zapierIsNewer, later, given);
        };
    }

    /**
     * True when Supabase's state is a rival of an edit of Zapier's. Our own write there carried an earlier edit of Zapier's,
     * so against a later one it is none; a merged one also holds what Supabase's users did.
     */
    boolean isRival(boolean changedInSupabase, Memory memory, SupabaseState.Present s) {
        return changedInSupabase
                && (mapping.policy() == ConflictPolicy.MERGE
                        || times.ownWrite(memory, s).isEmpty());
    }

    private Plan zapier(
            Rule rule, Memory memory, SupabaseState.Present s, Row edited, ZapierState.Present z, Instant time) {
        return targets.zapierWins(rule, edited, s.row(), z.row(), time, targets.differing(s.row(), edited), memory);
    }

    private Plan supabase(
            Rule rule, Memory memory, SupabaseState.Present s, Row edited, ZapierState.Present z, Instant time) {
        return targets.supabaseWins(rule, s.row(), z.row(), time, targets.differing(edited, s.row()), memory);
    }

    private Plan ask(Memory memory, SupabaseState.Present s, Row edited) {
        List<FieldProblem> reasons = targets.differing(edited, s.row()).values().keySet().stream()
                .map(field -> new FieldProblem(field, "differs after edits on both sides"))
                .toList();
        return Plan.asking(Rule.CONFLICT_ASKED, memory, reasons);
    }

    private Plan merged(
            Memory memory,
            SupabaseState.Present s,
            Row edited,
            ZapierState.Present z,
            boolean zapierIsNewer,
            Instant time,
            Row given) {
        RowMerge.Merged merged =
                new RowMerge(mapping, memory.base(), memory.isLive()).of(s.row(), edited, zapierIsNewer);
        return targets.merged(merged.row(), s.row(), z, time, given.overlaidBy(merged.lost()), memory);
    }
}
