package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.Side;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must hold once a world has come to rest and one sweep has gone over it. */
public final class Laws {
    private static final int MOST_STEPS = 500;

    private Laws() {}

    /** Lets the world come to rest, sweeps, and checks. A broken law is an AssertionError with the whole story. */
    public static void check(World world) {
        comeToRest(world);
        comeToRest(world.sweep());
        decideWhatWaits(world);
        hold(world, atRest(world).isEmpty(), "I1: both sides and the base are equal; " + atRest(world));
        DeleteLaws.check(world);
        CounterLaws.check(world);
        for (String field :
                world.zapier.isPresent() && !world.variant.counting() ? world.variant.edited() : List.<String>of()) {
            Set<String> allowed = Expected.of(world, field);
            String found = shown(world.zapier.orElseThrow().row().get(field));
            hold(world, allowed.contains(found), "I2, I3: " + field + " is " + found + ", not one of " + allowed);
        }
        DefaultLaws.check(world);
        int most = Math.max(0, 2 * world.edits() - 1) + 2 * world.faults() + DefaultLaws.writes(world);
        hold(world, world.writes() <= most, "I4: " + world.writes() + " writes, more than " + most);
        int writes = world.writes();
        comeToRest(world.sweep());
        String memory = world.book.memory();
        comeToRest(world.sweep());
        hold(world, world.writes() == writes, "I4: a sweep over equal sides writes");
        hold(world, world.book.memory().equals(memory), "I11: a sweep over equal sides changes what is remembered");
    }

    /** A person decides whatever waits, now for one side and now for the other. */
    private static void decideWhatWaits(World world) {
        for (int times = 0; world.book.parked(); times++) {
            hold(world, times < world.edits() + 2, "a choice settles what waits for it");
            comeToRest(world.choose(world.edits() % 2 == 0 ? Side.SUPABASE : Side.ZAPIER));
            comeToRest(world.sweep());
        }
    }

    private static String atRest(World world) {
        if (world.supabase.isEmpty() && world.zapier.isEmpty()) {
            return world.history().deletes().isEmpty() ? "the record is gone, and nobody deleted it" : "";
        }
        if (world.supabase.isEmpty() || world.zapier.isEmpty()) {
            return "a side has no record";
        }
        Row supabase = world.supabase.get().row();
        Row zapier = world.zapier.get().row();
        Row base = world.memory().base();
        return !world.mapping.sameContent(supabase, zapier)
                ? "the sides differ"
                : world.mapping.sameContent(base, zapier) ? "" : "the base differs";
    }

    private static String shown(FieldValue value) {
        return value instanceof FieldValue.Text text ? text.value() : String.valueOf(value);
    }

    /** Runs everything that is under way and due, without faults. */
    static void comeToRest(World world) {
        run(world, EnumSet.of(Moves.Kind.PROGRESS, Moves.Kind.LATE));
        hold(world, world.isAtRest(), "I14: something can go on");
    }

    /** Lets moves of these kinds happen until there is none. */
    static void run(World world, Set<Moves.Kind> kinds) {
        for (int step = 0; ; step++) {
            hold(world, step < MOST_STEPS, "I14: the world comes to rest");
            Optional<Moves.Move> next = Moves.of(world).stream()
                    .filter(move -> kinds.contains(move.kind()))
                    .findFirst();
            if (next.isEmpty()) {
                return;
            }
            next.get().in(world);
        }
    }

    static void hold(World world, boolean holds, String law) {
        if (!holds) {
            throw new AssertionError(law + "\n  " + world.story());
        }
    }
}
