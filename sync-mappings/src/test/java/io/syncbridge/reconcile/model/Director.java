package io.syncbridge.reconcile.model;

import io.syncbridge.row.FieldValue;
import java.util.EnumSet;
import java.util.Optional;

/** Tells a world event by event what happens in it, for histories that a test names. */
public final class Director {
    private final World world;
    private int worker;

    private Director(World world) {
        this.world = world;
    }

    /** A world of this kind, at rest; ten microseconds pass with every stamp. */
    public static Director of(Variant variant) {
        return new Director(new World(variant).ticking(10));
    }

    /** From now on so many microseconds pass with every stamp. */
    public Director ticking(long micros) {
        world.ticking(micros);
        return this;
    }

    /** A user edits in Supabase, and the hint arrives. The n-th edit's value is s and its number, from 0. */
    public Director editSupabase(String field) {
        world.editSupabase(field);
        world.deliver(world.hintsUnderWay() - 1);
        return this;
    }

    /** A user edits in Zapier; the event is under way. The n-th edit's value is z and its number, from 0. */
    public Director editZapier(String field) {
        world.editZapier(field);
        return this;
    }

    /** The events that follow are this worker's. */
    public Director worker(int index) {
        worker = index;
        return this;
    }

    public Director claims() {
        new Worker(world, worker).claim();
        return this;
    }

    public Director looks() {
        return steps(Doing.Open.class);
    }

    public Director decides() {
        return steps(Doing.Looked.class);
    }

    public Director commits() {
        return steps(Doing.Decided.class);
    }

    public Director settles() {
        return steps(Doing.Answered.class);
    }

    private Director steps(Class<? extends Doing> from) {
        Laws.hold(world, from.isInstance(world.workers.get(worker)), "the worker is not at " + from.getSimpleName());
        new Worker(world, worker).step();
        return this;
    }

    public Director isAnswered() {
        new Worker(world, worker).send(Worker.Fate.ANSWERED);
        return this;
    }

    public Director answerIsLost() {
        new Worker(world, worker).send(Worker.Fate.ANSWER_LOST);
        return this;
    }

    public Director isDelayed() {
        new Worker(world, worker).send(Worker.Fate.CARRIED_OUT_LATE);
        return this;
    }

    public Director crashes() {
        new Worker(world, worker).crash();
        return this;
    }

    public Director losesLease() {
        new Worker(world, worker).loseLease();
        return this;
    }

    public Director carriesOutLate() {
        world.carryOutLate(0);
        return this;
    }

    public Director takesAllHints() {
        while (world.hintsUnderWay() > 0) {
            world.deliver(0);
        }
        return this;
    }

    /** One of the hints under way arrives, counted from the oldest. */
    public Director takesHint(int index) {
        world.deliver(index);
        return this;
    }

    /** A user deletes the row; the hint arrives. */
    public Director deletesInSupabase() {
        world.deleteSupabase();
        world.deliver(world.hintsUnderWay() - 1);
        return this;
    }

    /** A user moves the record to the trash. */
    public Director deletesInZapier() {
        world.deleteZapier();
        return this;
    }

    /** True when neither side has the record. */
    public boolean isGone() {
        return world.supabase.isEmpty() && world.zapier.isEmpty();
    }

    public Director dropsAllHints() {
        while (world.hintsUnderWay() > 0) {
            world.drop(0);
        }
        return this;
    }

    public Director sweeps() {
        world.sweep();
        return this;
    }

    /** Everything that is under way or due is done, requests of long ago excepted. */
    public Director runs() {
        Laws.run(world, EnumSet.of(Moves.Kind.PROGRESS));
        return this;
    }

    /** Another worker goes through one pass alone while the others stand still. */
    public Director runsOnly(int index) {
        Worker other = new Worker(world, index);
        other.claim();
        while (!other.isIdle()) {
            other.step();
        }
        return this;
    }

    /** Lets the world come to rest and checks every law. */
    public Director comesToRest() {
        Laws.check(world);
        return this;
    }

    /** Lets the world come to rest, checks every law and the field. */
    public void endsWith(String field, String value) {
        comesToRest();
        Laws.hold(world, value(field).equals(value), field + " is " + value(field) + ", not " + value);
    }

    /** What both sides hold in the end. */
    public String value(String field) {
        return Optional.of(world.zapier.orElseThrow().row().get(field))
                .map(cell -> switch (cell) {
                    case FieldValue.Text text -> text.value();
                    case FieldValue.Numeric number -> number.value().toPlainString();
                    default -> "";
                })
                .orElse("");
    }

    public int writes() {
        return world.writes();
    }
}
