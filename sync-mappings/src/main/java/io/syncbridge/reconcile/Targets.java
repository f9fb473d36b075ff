package io.syncbridge.reconcile;

import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** From "who wins" to the fields each side must get, and to the base that follows. Only fields that differ are written. */
record Targets(TableMapping mapping) {

    /** True when a side's row left the base in a field that may arise there. */
    boolean changed(Side side, Row row, Row base) {
        return mapping.fields().stream()
                .anyMatch(field -> ZapierReading.carries(mapping, field, side) && !field.same(row, base));
    }

    /** True when both rows hold the same content, key included. */
    boolean equal(Row left, Row right) {
        return mapping.sameContent(left, right);
    }

    /** The content of {@code loser} that differs from {@code winner}. */
    Row differing(Row loser, Row winner) {
        return loser.only(
                field -> mapping.isContent(field) && !mapping.same(field, loser.get(field), winner.get(field)));
    }

    /**
     * An edit of Zapier's beside our own write in Supabase: cells that its user left at the base keep what Supabase has in
     * them. There the database made a default or another scale of what we wrote, which Zapier has not been told yet.
     */
    Row besideOwnWrite(Row edited, Row supabase, Row base) {
        return edited.overlaidBy(
                supabase.only(name -> ZapierReading.carries(mapping, mapping.field(name), Side.SUPABASE)
                        && mapping.same(name, edited.get(name), base.get(name))));
    }

    Plan zapierCreates(Rule rule, Row zapier, Instant time, Memory memory) {
        Row insert = mapping.withFallbacks(zapier)
                .only(field -> mapping.field(field).direction().goesTo(Side.SUPABASE));
        return checked(
                new Plan(
                        rule,
                        Side.ZAPIER,
                        zapier,
                        insert,
                        true,
                        EditTimes.after(memory.stamp(), time),
                        Row.NONE,
                        memory,
                        List.of(),
                        false),
                Row.NONE);
    }

    Plan zapierWins(Rule rule, Row edited, Row supabase, Row zapier, Instant time, Row lost, Memory memory) {
        Row target = target(Side.ZAPIER, edited, supabase, zapier);
        Row write = writeTo(Side.SUPABASE, mapping.withFallbacks(target), supabase, true);
        Instant stamp = EditTimes.after(memory.stamp(), time);
        return checked(
                new Plan(rule, Side.ZAPIER, target, write, false, stamp, lost, memory, List.of(), false), supabase);
    }

    Plan supabaseWins(Rule rule, Row supabase, Row zapier, Instant time, Row lost, Memory memory) {
        Row target = target(Side.SUPABASE, supabase, supabase, zapier);
        Row write =
                zapier.isEmpty() ? Row.NONE : writeTo(Side.SUPABASE, mapping.withFallbacks(target), supabase, false);
        return checked(
                new Plan(rule, Side.SUPABASE, target, write, false, time, lost, memory, List.of(), false), supabase);
    }

    /**
     * Both sides get the merged content. What Zapier holds becomes the base at once, for all of it is in the content: if the
     * write to Zapier never happens, Supabase alone has left the base, and nothing is lost or counted again.
     */
    Plan merged(Row content, Row supabase, ZapierState.Present zapier, Instant time, Row lost, Memory memory) {
        TreeMap<String, FieldValue> values = new TreeMap<>();
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            boolean fromSupabase = name.equals(mapping.key()) || field.direction() == FieldDirection.TO_ZAPIER;
            boolean fromZapier = field.direction() == FieldDirection.TO_SUPABASE;
            Row source = fromSupabase ? supabase : fromZapier ? zapier.row() : content;
            values.put(name, source.get(name));
        }
        Row target = new Row(values);
        Row write = writeTo(Side.SUPABASE, mapping.withFallbacks(target), supabase, true);
        Instant stamp = EditTimes.after(memory.stamp(), time);
        Side winner = write.isEmpty() ? Side.SUPABASE : Side.ZAPIER;
        Memory known = memory.agreedOn(zapier.row(), zapier.editedAt(), stamp);
        return checked(
                new Plan(Rule.CONFLICT_MERGED, winner, target, write, false, stamp, lost, known, List.of(), false),
                supabase);
    }

    Plan.Next afterSupabase(Plan plan, Row stored, ZapierState zapier) {
        Memory memory = plan.memory();
        if (plan.writesSupabase()) {
            memory = memory.owning(new Memory.OwnWrite(ContentHash.of(mapping, stored), plan.stamp()));
        }
        return switch (zapier) {
            case ZapierState.Absent none -> created(memory, stored);
            case ZapierState.Vanished none -> created(memory, stored);
            case ZapierState.Trashed none -> created(memory, stored);
            case ZapierState.Present z -> {
                Row patch = writeTo(Side.ZAPIER, stored, z.row(), carriesVersion(plan));
                if (patch.isEmpty()) {
                    yield new Plan.Next(
                            memory.agreedOn(z.row(), z.editedAt(), later(memory.stamp(), plan.stamp())),
                            new Plan.ZapierWrite.None());
                }
                if (plan.winner() == Side.ZAPIER) {
                    // The base is what was taken from Zapier, so that what the database made of it is its own change.
                    memory = memory.agreedOn(
                            taken(z.row(), plan.target(), memory.base()),
                            z.editedAt(),
                            later(memory.stamp(), plan.stamp()));
                }
                yield new Plan.Next(memory, new Plan.ZapierWrite.Patch(z.recordId(), patch, z.row()));
            }
        };
    }

    private static boolean carriesVersion(Plan plan) {
        return plan.winner() == Side.SUPABASE || plan.rule() == Rule.CONFLICT_MERGED;
    }

    private Plan.Next created(Memory memory, Row stored) {
        return new Plan.Next(
                memory,
                new Plan.ZapierWrite.Create(
                        stored.only(field -> mapping.field(field).direction().goesTo(Side.ZAPIER)
                                && !stored.get(field).isBlank())));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Row taken(Row zapier, Row target, Row base) {
        TreeMap<String, FieldValue> values = new TreeMap<>();
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            boolean agreed = !mapping.isContent(name) || mapping.same(name, zapier.get(name), target.get(name));
            values.put(name, agreed ? zapier.get(name) : base.get(name));
        }
        return new Row(values);
    }

    private Row target(Side winner, Row winning, Row supabase, Row zapier) {
        TreeMap<String, FieldValue> values = new TreeMap<>();
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            boolean fromSupabase = name.equals(mapping.key()) || field.direction() == FieldDirection.TO_ZAPIER;
            boolean fromZapier = field.direction() == FieldDirection.TO_SUPABASE && !zapier.isEmpty();
            values.put(
                    name,
                    fromSupabase
                            ? supabase.get(name)
                            : fromZapier ? zapierValue(winner, winning, zapier, name) : winning.get(name));
        }
        return new Row(values);
    }

    private static FieldValue zapierValue(Side winner, Row winning, Row zapier, String name) {
        return winner == Side.ZAPIER ? winning.get(name) : zapier.get(name);
    }

    /** The fields in which a side's row differs from the wanted one; with the version, when content differs and it leads. */
    private Row writeTo(Side side, Row wanted, Row held, boolean carryVersion) {
        TreeMap<String, FieldValue> content = new TreeMap<>();
        TreeMap<String, FieldValue> version = new TreeMap<>();
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            if (wanted.has(name) && mayWrite(side, field) && !field.same(wanted, held)) {
                (mapping.isContent(name) ? content : version).put(name, wanted.get(name));
            }
        }
        if (!content.isEmpty() && carryVersion) {
            version.values().removeIf(FieldValue::isBlank);
            content.putAll(version);
        }
        return new Row(content);
    }

    private boolean mayWrite(Side side, FieldMapping field) {
        boolean identity = field.name().equals(mapping.key()) && side == Side.SUPABASE;
        return !identity && field.direction().goesTo(side);
    }

    /** Refuses a Supabase write that the mapping forbids, before the database has to. */
    private Plan checked(Plan plan, Row supabase) {
        List<FieldProblem> problems = new ArrayList<>();
        if (plan.insert() && mapping.isMadeInSupabaseOnly()) {
            problems.add(new FieldProblem(
                    mapping.key(),
                    "names a record that Supabase has not: records of this table are made in Supabase only; delete it"
                            + " in Zapier"));
        }
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            if (!plan.writesSupabase() || !(plan.insert() || plan.supabase().has(name))) {
                continue;
            }
            FieldValue value = plan.supabase().get(name);
            if (field.required() && value.isBlank()) {
                problems.add(new FieldProblem(name, "is required and has no value; fill it in in Zapier"));
            }
            Limits.problem(field.type(), value).ifPresent(reason -> problems.add(new FieldProblem(name, reason)));
            if (field.type() instanceof FieldType.Choice choice
                    && value instanceof FieldValue.Text to
                    && supabase.get(name) instanceof FieldValue.Text from
                    && !choice.allows(from.value(), to.value())) {
                problems.add(new FieldProblem(
                        name, "may not go from " + from.value() + " to " + to.value() + " (transitions rule)"));
            }
        }
        return problems.isEmpty()
                ? plan
                : new Plan(
                        Rule.REFUSED,
                        plan.winner(),
                        Row.NONE,
                        Row.NONE,
                        false,
                        plan.stamp(),
                        Row.NONE,
                        plan.memory(),
                        problems,
                        false);
    }
}
