package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.chaos.Content.Field;
import io.syncbridge.fixtures.Gen;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is to happen under one seed, decided before anything does: the same seed, the same plan.
 *
 * @param skew by how much Zapier's clock is ahead
 * @param records how many there will be
 * @param steps in the order of their times
 */
record Plan(long seed, Duration skew, int records, List<Step> steps) {

    /** Users and faults are busy for this long. */
    static final Duration SPAN = Duration.ofSeconds(4);

    /** Seeds that share a stage, and with it the clocks: no clock is turned back while somebody remembers its times. */
    static final int BLOCK = 10;

    /** When, from the start of the run. */
    record Step(Duration at, Act act) {
        @Override
        public String toString() {
            return "%5d ms %s".formatted(at.toMillis(), act);
        }
    }

    static Plan of(long seed) {
        Gen gen = Gen.seeded(seed);
        // Edits of all seeds on one stage have numbers of their own.
        int first = 1 + 1000 * Math.floorMod(seed, BLOCK);
        int records = gen.between(6, 12);
        List<Step> steps = new ArrayList<>();
        int edits = gen.between(20, 60);
        for (int record = 0; record < records; record++) {
            steps.add(new Step(time(gen, 0.3), new Act.Create(record, side(gen), first + record)));
        }
        for (int number = first + records; number < first + edits; number++) {
            steps.add(new Step(time(gen, 1), change(gen, records, number)));
        }
        faults(gen, steps);
        int meanwhile = gen.between(0, 8);
        for (int number = first + edits; number < first + edits + meanwhile; number++) {
            steps.add(new Step(time(gen, 1), new Act.Meanwhile(change(gen, records, number))));
        }
        steps.sort(Comparator.comparing(Step::at));
        return new Plan(seed, skew(seed), records, List.copyOf(steps));
    }

    static Duration skew(long seed) {
        Gen gen = Gen.seeded(Math.floorDiv(seed, BLOCK) + 1_000_003);
        return gen.odds(0.4) ? Duration.ZERO : Duration.ofMillis(gen.between(-90_000, 90_000));
    }

    long count(Class<? extends Act> kind) {
        return steps.stream().filter(step -> kind.isInstance(step.act())).count();
    }

    long edits() {
        return steps.stream().filter(step -> !step.act().isFault()).count();
    }

    long faults() {
        return steps.size() - edits();
    }

    boolean losesAnswers() {
        return steps.stream().anyMatch(step -> step.act().losesAnswers());
    }

    private static Act.Change change(Gen gen, int records, int number) {
        Set<Field> fields = EnumSet.of(gen.pick(List.of(Field.values())));
        if (gen.oneIn(3)) {
            fields.add(gen.pick(List.of(Field.values())));
        }
        // Half of all edits meet on the first two records: conflicts are what goes wrong.
        int record = gen.odds(0.5) ? gen.between(0, 1) : gen.between(0, records - 1);
        boolean open = gen.oneIn(6);
        Duration wait = Duration.ofMillis(gen.between(100, 1200));
        boolean first = gen.odds(0.5);
        return new Act.Change(
                record,
                side(gen),
                Set.copyOf(fields),
                number,
                open && first ? wait : Duration.ZERO,
                open && !first ? wait : Duration.ZERO);
    }

    private static void faults(Gen gen, List<Step> steps) {
        int kills = gen.odds(0.5) ? gen.between(1, 2) : 0;
        for (int i = 0; i < kills; i++) {
            steps.add(new Step(time(gen, 1), new Act.Kill(gen.between(0, 1), Duration.ofMillis(gen.between(0, 1000)))));
        }
        if (gen.oneIn(5)) {
            steps.add(new Step(time(gen, 1), new Act.Database(gen.odds(0.5))));
        }
        for (Side side : Side.values()) {
            if (gen.odds(0.6)) {
                boolean drops = gen.odds(0.5);
                steps.add(new Step(
                        time(gen, 0.7),
                        new Act.Webhooks(
                                side,
                                drops ? gen.between(10, 50) / 100.0 : 0,
                                gen.between(0, 25) / 100.0,
                                gen.between(0, 12) / 100.0,
                                Duration.ofMillis(gen.between(50, 1500)),
                                Duration.ofMillis(gen.between(500, 4000)))));
            }
        }
        if (gen.odds(0.3)) {
            steps.add(new Step(time(gen, 1), new Act.Replay()));
        }
        int calls = gen.odds(0.8) ? gen.between(1, 8) : 0;
        for (int i = 0; i < calls; i++) {
            steps.add(new Step(time(gen, 1), api(gen)));
        }
    }

    private static Act api(Gen gen) {
        ApiFault fault = gen.pick(List.of(ApiFault.values()));
        String any = gen.pick(List.of("*", "PATCH", "PATCH", "POST"));
        // A refused cell goes by only where cells are written.
        String method = fault == ApiFault.RECORD_ERROR ? "PATCH" : any;
        // One pause in four is longer than a lease.
        Duration pause = Duration.ofMillis(gen.oneIn(4) ? gen.between(5000, 6500) : gen.between(100, 2000));
        return new Act.Api(gen.oneIn(4) ? 2 : 1, method, fault, pause);
    }

    private static Side side(Gen gen) {
        return gen.odds(0.5) ? Side.SUPABASE : Side.ZAPIER;
    }

    private static Duration time(Gen gen, double part) {
        return Duration.ofMillis(gen.between(0, (int) (SPAN.toMillis() * part)));
    }
}
