package io.syncbridge.reconcile;

import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.Side;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;

/**
 * What is to be done with one record. Carried out Supabase first; {@link Reconciler#afterSupabase} then tells what
 * Zapier must get, since the database may have changed what it was given.
 *
 * @param rule why
 * @param winner whose content both sides shall hold
 * @param target that content
 * @param supabase the Supabase write; empty row of fields when none is needed
 * @param insert true when the Supabase write creates the row
 * @param stamp the time of the winning edit
 * @param lost the values that lost a conflict, by field; empty without one
 * @param memory what is known before anything is written
 * @param problems why nothing may be written; only with {@link Rule#REFUSED} and rules that ask
 * @param clamped true when a side states a time in the future, which was not believed
 */
public record Plan(
        Rule rule,
        Side winner,
        Row target,
        Row supabase,
        boolean insert,
        Instant stamp,
        Row lost,
        Memory memory,
        List<FieldProblem> problems,
        boolean clamped) {

    /** Copies the list. */
    public Plan {
        problems = List.copyOf(problems);
    }

    /** A plan that writes nothing. */
    static Plan nothing(Rule rule, Memory memory) {
        return asking(rule, memory, List.of());
    }

    /** A plan that writes nothing and says why. */
    static Plan asking(Rule rule, Memory memory, List<FieldProblem> reasons) {
        return new Plan(
                rule, Side.SUPABASE, Row.NONE, Row.NONE, false, memory.stamp(), Row.NONE, memory, reasons, false);
    }

    /** A plan that deletes the record on the side where it still is. */
    static Plan deleting(Rule rule, Side deletedIn, Memory memory) {
        return new Plan(rule, deletedIn, Row.NONE, Row.NONE, false, memory.stamp(), Row.NONE, memory, List.of(), false);
    }

    /** The same plan, remembering something else. */
    Plan remembering(Memory known) {
        return new Plan(rule, winner, target, supabase, insert, stamp, lost, known, problems, clamped);
    }

    /** The same plan, made at a time that one side states wrongly. */
    Plan clampedIf(boolean wrong) {
        return new Plan(rule, winner, target, supabase, insert, stamp, lost, memory, problems, wrong);
    }

    /** True when the Supabase row must be deleted. */
    public boolean deletesSupabase() {
        return rule == Rule.DELETED_IN_ZAPIER;
    }

    /** True when the Zapier record must be deleted. */
    public boolean deletesZapier() {
        return rule == Rule.DELETED_IN_SUPABASE;
    }

    /** True when Supabase must be written. */
    public boolean writesSupabase() {
        return insert || !supabase.isEmpty();
    }

    /** True when no side is to be written. */
    public boolean isNothing() {
        return target.isEmpty();
    }

    /** What Zapier must get. */
    public sealed interface ZapierWrite {
        /** Nothing. */
        record None() implements ZapierWrite {}

        /** A new record with these fields. */
        record Create(Row fields) implements ZapierWrite {}

        /** These fields of a record, seen to hold {@code before}. */
        record Patch(String recordId, Row fields, Row before) implements ZapierWrite {}
    }

    /** After Supabase holds its part: what to remember, and what Zapier must get. */
    public record Next(Memory memory, ZapierWrite zapier) {}
}
