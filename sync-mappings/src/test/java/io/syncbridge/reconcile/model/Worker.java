package io.syncbridge.reconcile.model;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Landing;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.reconcile.Settlement;
import io.syncbridge.reconcile.SupabaseState;
import io.syncbridge.reconcile.ZapierEvent;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One worker's way through a pass, a step at a time, as the engine goes it: claim, echo check, look, decide and commit,
 * send, settle. Every store goes through the stored form of the memory; every commit checks the fence.
 */
record Worker(World world, int index) {
    private static final String[] NAMES = {"worker 0 ", "worker 1 "};
    private static final FieldValue KEY = new FieldValue.Text("k");

    /** What may become of a request. */
    enum Fate {
        ANSWERED,
        ANSWER_LOST,
        NOT_CARRIED_OUT,
        REFUSED_FOR_NOW,
        CARRIED_OUT_LATE
    }

    private Doing doing() {
        return world.workers.get(index);
    }

    private void goOn(Doing next) {
        world.workers.set(index, next);
    }

    private World did(String event, Object... values) {
        return world.did(NAMES[index] + event, values);
    }

    boolean mayClaim() {
        return doing() instanceof Doing.Idle && world.book.due() && !world.book.leased() && world.book.lockedBy() < 0;
    }

    /** True when a step that needs the bookkeeping row would not have to wait for another's transaction. */
    boolean mayStep() {
        return !(doing() instanceof Doing.Idle)
                && (world.book.lockedBy() < 0
                        || world.book.lockedBy() == index
                        || doing() instanceof Doing.Open
                        || doing() instanceof Doing.Gone);
    }

    boolean isSending() {
        return doing() instanceof Doing.Sending;
    }

    boolean mayBeRobbed() {
        return holdsLease() && world.book.lockedBy() < 0;
    }

    boolean isIdle() {
        return doing() instanceof Doing.Idle;
    }

    private boolean holdsLease() {
        return world.book.leased()
                && doing().lease()
                        .filter(claim -> claim.fence() == world.book.fence())
                        .isPresent();
    }

    World claim() {
        world.book = world.book.claimed();
        Book book = world.book;
        Doing.Claim claim =
                new Doing.Claim(book.wanted(), book.fence(), world.memory(), world.now(), book.hints(), book.choice());
        goOn(isOnlyEcho(claim) ? new Doing.Echo(claim) : new Doing.Open(claim));
        return did("claims");
    }

    World loseLease() {
        world.book = world.book.released();
        // What it sends from now on may land beside another worker's.
        world.doubt();
        return world.fault("FAULT outlives its lease: worker", index);
    }

    World crash() {
        if (holdsLease()) {
            world.book = world.book.released();
        }
        if (world.book.lockedBy() == index) {
            world.book = world.book.unlocked();
        }
        if (hasLanded()) {
            world.doubt();
        }
        if (doing() instanceof Doing.Answered answered) {
            world.nobodySaw(answered.overwritten());
        }
        goOn(new Doing.Idle());
        return world.fault("FAULT crash of worker", index);
    }

    /** Answered, or deleted and not yet looked at. */
    private boolean hasLanded() {
        return doing() instanceof Doing.Answered || doing() instanceof Doing.Gone;
    }

    World step() {
        switch (doing()) {
            case Doing.Idle idle -> {}
            case Doing.Echo echo -> settleEcho(echo.claim());
            case Doing.Open open -> look(open.claim());
            case Doing.Gone gone -> lookInTrash(gone.claim());
            case Doing.Looked looked -> readAndDecide(looked);
            case Doing.Decided decided -> commit(decided);
            case Doing.Sending sending -> send(Fate.ANSWERED);
            case Doing.Answered answered -> settle(answered);
            case Doing.Unanswered unanswered -> later(unanswered);
        }
        return world;
    }

    World send(Fate fate) {
        Doing.Sending sending = (Doing.Sending) doing();
        Request request = Request.of(sending.attempt(), sending.recordId());
        Doing unanswered = new Doing.Unanswered(sending.claim(), sending.attempt(), fate == Fate.REFUSED_FOR_NOW);
        if (fate != Fate.ANSWERED) {
            world.fault("FAULT request of worker", index, fate, request.fields());
        }
        if (fate == Fate.ANSWER_LOST || fate == Fate.CARRIED_OUT_LATE) {
            world.doubt();
        }
        switch (fate) {
            case ANSWERED -> {
                Optional<Landing> landing = world.carryOut(request);
                boolean deleted = request.kind() == Attempt.Kind.DELETE;
                goOn(
                        deleted
                                ? new Doing.Gone(sending.claim())
                                : landing.<Doing>map(answer -> new Doing.Answered(
                                                sending.claim(),
                                                sending.attempt(),
                                                answer,
                                                world.overwrittenBy(answer)))
                                        .orElse(unanswered));
                did("is answered:", request.fields());
            }
            case ANSWER_LOST -> {
                world.carryOut(request).ifPresent(landing -> world.nobodySaw(world.overwrittenBy(landing)));
                goOn(unanswered);
            }
            case NOT_CARRIED_OUT, REFUSED_FOR_NOW -> goOn(unanswered);
            case CARRIED_OUT_LATE -> {
                world.delayed(request);
                goOn(unanswered);
            }
        }
        return world;
    }

    // ---- the steps of the pass

    private boolean isOnlyEcho(Doing.Claim claim) {
        Row base = claim.memory().base();
        return claim.memory().isLive()
                && claim.memory().doubts().isEmpty()
                && claim.memory().unseenEdit().isEmpty()
                && !claim.hints().isEmpty()
                && world.supabase
                        .filter(row -> world.mapping.sameContent(row.row(), base))
                        .isPresent()
                && claim.hints().stream().allMatch(hint -> switch (hint.kind()) {
                    case SUPABASE -> true;
                    case REPLACED -> false;
                    case ZAPIER ->
                        world.mapping.sameContent(
                                hint.event().map(ZapierEvent::row).orElse(Row.NONE), base);
                });
    }

    private void settleEcho(Doing.Claim claim) {
        goOn(new Doing.Idle());
        if (fenced(claim)) {
            world.book = world.book.without(claim.hints());
            store(claim, claim.memory(), false);
        }
        did("finds only echoes");
    }

    private void look(Doing.Claim claim) {
        ZapierState seen = world.zapier
                .<ZapierState>map(record -> new ZapierState.Present(record.id(), record.row(), record.editedAt()))
                .orElse(new ZapierState.Absent());
        goOn(new Doing.Looked(claim, seen));
        did("looks at Zapier");
    }

    /** Also after a delete of ours: what was deleted decides. */
    private void lookInTrash(Doing.Claim claim) {
        ZapierState seen = world.zapier
                .<ZapierState>map(record -> new ZapierState.Present(record.id(), record.row(), record.editedAt()))
                .or(() -> world.trash.map(
                        record -> new ZapierState.Trashed(record.id(), record.row(), record.editedAt())))
                .orElse(new ZapierState.Vanished());
        goOn(new Doing.Looked(claim, seen));
        did("looks into the trash");
    }

    private void readAndDecide(Doing.Looked looked) {
        if (!fenced(looked.claim())) {
            goOn(new Doing.Idle());
            did("finds its lease gone");
            return;
        }
        world.book = world.book.locked(index);
        Instant forgotten = looked.claim().now().minus(Duration.ofHours(1));
        decide(looked.claim().with(looked.claim().memory().withoutDoubtsBefore(forgotten)), looked.zapier());
    }

    private void decide(Doing.Claim claim, ZapierState zapier) {
        SupabaseState supabase = world.supabase
                .<SupabaseState>map(row -> new SupabaseState.Present(row.row(), claim.supabaseSeenAt()))
                .orElse(new SupabaseState.Absent());
        List<ZapierEvent> events =
                claim.hints().stream().flatMap(hint -> hint.event().stream()).toList();
        Plan plan = world.reconciler.decide(KEY, claim.memory(), supabase, zapier, events, claim.now(), claim.choice());
        goOn(new Doing.Decided(claim, zapier, world.supabase, plan));
        did("decides", plan.rule());
    }

    /** Parked, or to be looked at in the trash first. */
    private boolean leadsElsewhere(Doing.Decided decided) {
        Doing.Claim claim = decided.claim();
        if (decided.plan().rule() == Rule.LOOK_IN_TRASH) {
            world.book = world.book.unlocked();
            goOn(new Doing.Gone(claim));
            did("must look into the trash");
            return true;
        }
        if (decided.plan().rule().asks()) {
            world.book = world.book.unlocked().parked(claim.wanted() != world.book.wanted());
            goOn(new Doing.Idle());
            did("parks:", decided.plan().rule());
            return true;
        }
        if (decided.plan().deletesSupabase()) {
            if (world.deleteRow(decided.row())) {
                world.book = world.book.unlocked().without(claim.hints());
                store(claim, decided.plan().memory(), false);
                goOn(new Doing.Idle());
                did("deletes the row");
            } else {
                decide(claim, decided.zapier());
                did("finds the row changed and decides again");
            }
            return true;
        }
        return false;
    }

    private void commit(Doing.Decided decided) {
        Doing.Claim claim = decided.claim();
        Plan plan = decided.plan();
        if (plan.rule() == Rule.REFUSED) {
            throw new AssertionError("refused " + plan.problems());
        }
        if (leadsElsewhere(decided)) {
            return;
        }
        Optional<SupabaseRow> stored = decided.row();
        if (plan.writesSupabase()) {
            stored = world.writeSupabase(decided.row(), plan.supabase());
            if (stored.isEmpty()) {
                decide(claim, decided.zapier());
                did("finds the row changed and decides again");
                return;
            }
        }
        world.book = world.book.unlocked();
        if (plan.rule() == Rule.STALE_READ) {
            world.book = world.book.released();
            goOn(new Doing.Idle());
            did("has read an old state");
            return;
        }
        world.book = world.book.without(claim.hints());
        if (decided.zapier() instanceof ZapierState.Present z) {
            world.noted(z.row());
        }
        if (decided.zapier() instanceof ZapierState.Trashed t) {
            world.noted(t.row());
        }
        if (plan.deletesZapier() && decided.zapier() instanceof ZapierState.Present z) {
            keepAttempt(claim, plan, plan.memory(), Attempt.Kind.DELETE, Row.NONE, z.row(), z.recordId());
            did("commits a delete");
            return;
        }
        if (plan.isNothing()) {
            store(claim, plan.memory(), false);
            goOn(new Doing.Idle());
            did("commits: nothing to write");
            return;
        }
        Row after = stored.map(SupabaseRow::row).orElse(Row.NONE);
        Plan.Next next = world.reconciler.afterSupabase(plan, after, decided.zapier());
        switch (next.zapier()) {
            case Plan.ZapierWrite.None none -> {
                store(claim, next.memory(), false);
                goOn(new Doing.Idle());
            }
            case Plan.ZapierWrite.Create create ->
                keepAttempt(claim, plan, next.memory(), Attempt.Kind.CREATE, create.fields(), Row.NONE, "");
            case Plan.ZapierWrite.Patch patch ->
                keepAttempt(
                        claim,
                        plan,
                        next.memory(),
                        Attempt.Kind.PATCH,
                        patch.fields(),
                        patch.before(),
                        patch.recordId());
        }
        did("commits", plan.supabase());
    }

    private void keepAttempt(
            Doing.Claim claim, Plan plan, Memory memory, Attempt.Kind kind, Row fields, Row before, String recordId) {
        Attempt attempt = new Attempt(
                "t" + world.attempts++,
                kind,
                fields,
                before,
                claim.now(),
                plan.stamp(),
                plan.rule(),
                plan.winner() == Side.SUPABASE ? plan.lost() : Row.NONE);
        Doing.Claim sending = claim.without(memory.attempting(attempt));
        world.book = world.book.remembering(MemoryJson.write(sending.memory()));
        goOn(new Doing.Sending(sending, attempt, recordId));
    }

    private void settle(Doing.Answered answered) {
        Doing.Claim claim = answered.claim();
        goOn(new Doing.Idle());
        if (!fenced(claim)) {
            world.settlement
                    .afterLostLease(claim.memory(), answered.attempt(), answered.landing())
                    .ifPresent(this::keepReplaced);
            did("finds its lease gone after the answer");
            return;
        }
        world.noted(answered.landing().row());
        Settlement.Result result =
                world.settlement.settle(claim.memory(), answered.attempt(), answered.landing(), claim.now());
        result.recovered().ifPresent(this::keepReplaced);
        boolean moved = world.supabase
                .filter(row ->
                        world.mapping.sameContent(row.row(), result.memory().base()))
                .isEmpty();
        store(claim, result.memory(), result.again() || moved);
        did("settles and keeps:", result.recovered());
    }

    private void keepReplaced(ZapierEvent event) {
        world.book = world.book.replaced(new Hint(Hint.Kind.REPLACED, Optional.of(event), -1, world.now()));
    }

    private void later(Doing.Unanswered unanswered) {
        Doing.Claim claim = unanswered.claim();
        goOn(new Doing.Idle());
        if (fenced(claim)) {
            Memory memory = unanswered.surelyNot()
                    ? claim.memory().without(unanswered.attempt().id())
                    : claim.memory();
            world.book = world.book.remembering(MemoryJson.write(memory)).released();
        }
        did("gives up waiting");
    }

    private boolean fenced(Doing.Claim claim) {
        return claim.fence() == world.book.fence();
    }

    private void store(Doing.Claim claim, Memory memory, boolean again) {
        world.book = world.book.settled(MemoryJson.write(memory), again || claim.wanted() != world.book.wanted());
    }
}
