package io.syncbridge.reconcile;

import io.syncbridge.fixtures.Gen;
import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.reconcile.model.Laws;
import io.syncbridge.reconcile.model.Moves;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.reconcile.model.World;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random lives of one record: edits on both sides between any two steps, hints lost, doubled, late and out of order,
 * answers lost, requests failed or carried out long after, crashes, stolen leases. Then a sweep, and the laws.
 *
 * <p>Within the documented limits only: values are never used twice (going back to the base's content, or to that of a
 * write in doubt, is no edit), clocks are in sync, and an edit that left no trace anywhere may count or not.
 *
 * <p>{@code -Dseeds=1000000} runs longer.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 20_000);

    @Test
    void whateverHappensBothSidesEndEqualAndNoEditIsLost() {
        Gen.forEachSeed(SEEDS, (seed, gen) -> live(gen, variant(gen)));
    }

    @Test
    void underEachPolicyBothSidesEndEqualAndWhatItPromisesHolds() {
        Gen.forEachSeed(
                SEEDS / 2, (seed, gen) -> live(gen, variant(gen).with(gen.pick(List.of(ConflictPolicy.values())))));
    }

    @Test
    void countersEndAsTheSumOfAllThatWasAdded() {
        Gen.forEachSeed(SEEDS / 2, (seed, gen) -> {
            Variant.VersionColumn version = gen.pick(List.of(Variant.VersionColumn.values()));
            live(gen, Variant.PLAIN.with(version).fields(gen.between(1, 2)).counters());
        });
    }

    @Test
    void whatTheDatabaseFillsInOutlivesTheEditsThatFollowACreation() {
        Gen.forEachSeed(SEEDS / 2, (seed, gen) -> {
            Variant.VersionColumn version = gen.pick(List.of(Variant.VersionColumn.values()));
            ConflictPolicy policy = gen.pick(List.of(ConflictPolicy.values()));
            Variant made = Variant.PLAIN.with(version).with(Variant.Start.ONLY_ZAPIER);
            live(gen, made.fields(gen.between(1, 2)).with(policy).defaulting());
        });
    }

    @Test
    void whereDeletesSpreadAnEditBeatsThemAndNothingElseComesBack() {
        Gen.forEachSeed(SEEDS / 2, (seed, gen) -> {
            Variant.VersionColumn version = gen.pick(List.of(Variant.VersionColumn.values()));
            ConflictPolicy policy = gen.pick(List.of(ConflictPolicy.NEWEST_WINS, ConflictPolicy.MERGE));
            live(gen, Variant.PLAIN.with(version).with(policy).deleting());
        });
    }

    private static void live(Gen gen, Variant variant) {
        World world = new World(variant);
        int edits = gen.between(1, 5);
        int faults = gen.between(0, 4);
        boolean coarse = gen.odds(0.5);
        int sweeps = 2;
        for (int step = 0; step < 400; step++) {
            world.ticking(coarse ? gen.between(1, 700_000) : gen.between(1, 9));
            Moves.Kind kind = kind(gen, edits, faults, sweeps);
            List<Moves.Move> moves =
                    Moves.of(world).stream().filter(move -> move.kind() == kind).toList();
            if (!moves.isEmpty()) {
                gen.pick(moves).in(world);
                edits -= kind == Moves.Kind.EDIT ? 1 : 0;
                faults -= kind == Moves.Kind.FAULT ? 1 : 0;
                sweeps -= kind == Moves.Kind.SWEEP ? 1 : 0;
            } else if (kind == Moves.Kind.PROGRESS && edits == 0) {
                break;
            }
        }
        Laws.check(world);
    }

    private static Moves.Kind kind(Gen gen, int edits, int faults, int sweeps) {
        int dice = gen.between(1, 20);
        if (dice <= 3 && edits > 0) {
            return Moves.Kind.EDIT;
        }
        if (dice <= 6 && dice > 3 && faults > 0) {
            return Moves.Kind.FAULT;
        }
        if (dice == 8) {
            return Moves.Kind.LATE;
        }
        return dice == 7 && sweeps > 0 ? Moves.Kind.SWEEP : Moves.Kind.PROGRESS;
    }

    private static Variant variant(Gen gen) {
        return new Variant(
                gen.pick(List.of(Variant.VersionColumn.values())),
                gen.pick(List.of(ChronoUnit.MICROS, ChronoUnit.SECONDS)),
                gen.oneIn(4),
                gen.between(1, 2),
                gen.oneIn(4)
                        ? gen.pick(List.of(Variant.Start.ONLY_SUPABASE, Variant.Start.ONLY_ZAPIER))
                        : Variant.Start.LINKED);
    }
}
