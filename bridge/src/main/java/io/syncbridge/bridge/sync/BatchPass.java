package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.TenantTurns;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.reconcile.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Up to 100 records at once.
 *
 * <ol>
 *   <li>Read their Supabase rows in one query; what is only an echo is done, without a call to Zapier.
 *   <li>Look at the others' Zapier records in one call where possible.
 *   <li>One transaction for all about which nothing is special ({@link PlainPass}), one each for the others ({@link
 *       RecordPass}), so that a bad one fails alone.
 *   <li>Send what must be sent, in one create and one update call, and settle.
 * </ol>
 */
final class BatchPass {
    /** Zapier takes no more in one call. */
    static final int MOST_RECORDS = 100;

    private final Link link;
    private final SchemaGuard schema;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final ZapierLook looks;
    private final FullBatch filling;
    private final Parking parking;
    private final PlainPass plainly;
    private final RecordPass pass;
    private final AppendPass appends;
    private final ZapierWrites writes;
    private final ZapierDeletes deletes;
    private final TrashLook trash;
    private final SyncObserver observer;
    private final Passes passes;
    private final KeyRounds rounds;
    private final Retries retries;
    private final TenantAdmission admission;

    BatchPass(
            Link link,
            SchemaGuard schema,
            Database database,
            SyncRecords records,
            ZapierTablesClient zapier,
            SyncCounters counters,
            SyncObserver observer,
            ExecutorService workers,
            WorkerRules rules,
            RandomGenerator random) {
        this.link = link;
        this.schema = schema;
        this.database = database;
        this.zapier = zapier;
        this.looks = new ZapierLook(link, zapier);
        AuditTrail audit = new AuditTrail(link.mapping(), observer);
        this.parking = new Parking(records, audit, counters);
        this.plainly = new PlainPass(link, database, audit, counters);
        this.pass = new RecordPass(link, records, audit, parking, counters);
        this.appends = new AppendPass(link, records, audit, parking, counters);
        this.retries = new Retries(database, records, parking, counters, rules.limits(), random);
        this.writes = new ZapierWrites(link, schema, database, records, zapier, audit, parking, counters, retries);
        this.deletes = new ZapierDeletes(link, database, records, zapier, pass, parking, counters, retries);
        this.trash = new TrashLook(link, zapier);
        this.observer = observer;
        this.admission = new TenantAdmission(link, new TenantTurns(link.mapping(), database, records, rules.lease()));
        EchoPass echoes = new EchoPass(new Echoes(link), database, counters);
        this.filling = new FullBatch(link, schema, database, admission, echoes, retries);
        this.rounds = new KeyRounds(link);
        this.passes = new Passes(link, schema, database, records, parking, workers);
    }

    /** The side that suddenly shows no record at all, while deletes are held for that. */
    Optional<Side> emptySide() {
        return pass.emptySide();
    }

    /**
     * Works a batch off.
     *
     * @param quiet tenants whose records wait; a record that is found to be theirs goes back into the queue
     * @param more claims up to so many more
     */
    void run(List<Claim> leased, Set<String> quiet, IntFunction<List<Claim>> more) {
        if (link.mapping().mode() == SyncMode.APPEND_TO_SUPABASE) {
            each(leased, claim -> append(claim, quiet));
            return;
        }
        FullBatch.Open batch = filling.open(leased, quiet, more);
        List<Claim> open = batch.claims();
        if (open.isEmpty()) {
            return;
        }
        String name = link.mapping().name();
        switch (observer.during(SyncObserver.Step.LOOK, name, open, () -> looks.look(open, batch.rows()))) {
            case Answer.Given<ZapierLook.Seen> given -> settle(open, given.value(), quiet);
            case Answer.Later<ZapierLook.Seen> later -> open.forEach(claim -> retries.notDone(claim, later));
            case Answer.Refused<ZapierLook.Seen> refused -> postpone(open, refused.reason());
            case Answer.Unknown<ZapierLook.Seen> unknown -> postpone(open, unknown.reason());
        }
    }

    private void settle(List<Claim> looked, ZapierLook.Seen seen, Set<String> quiet) {
        Map<Long, Optional<ZapierRecord>> records = seen.records();
        List<Claim> open = admission.byZapier(looked, records, quiet);
        if (open.stream().anyMatch(claim -> isStrange(claim, records)) && !schema.fitsNow()) {
            open.forEach(retries::databaseFailed);
            return;
        }
        seen.undecided().forEach(this::carryOn);
        long began = System.nanoTime();
        PlainPass.Done plain = plainly.run(
                open.stream().filter(claim -> records.containsKey(claim.id())).toList(), records);
        observer.worked(SyncObserver.Step.APPLY, link.mapping().name(), plain.finished(), began);
        List<Step.Send> sends = new ArrayList<>(plain.sends());
        for (List<Claim> round : rounds.of(plain.left(), records)) {
            sends.addAll(each(
                    round, claim -> pass(claim, Seen.of(records.getOrDefault(claim.id(), Optional.empty())))));
        }
        send(sends);
    }

    /** True when a field that had a value is not shown, or cannot be read: a person's doing, or the field has changed. */
    private boolean isStrange(Claim claim, Map<Long, Optional<ZapierRecord>> found) {
        return found.getOrDefault(claim.id(), Optional.empty())
                .filter(record -> link.lacks(record.data(), claim.memory().base())
                        || !link.zapier().decode(record.data()).isWhole())
                .isPresent();
    }

    private Step append(Claim claim, Set<String> quiet) {
        return Passes.seen(zapier.record(link.zapierTableId(), claim.zapierId().orElse("")), record -> {
            List<Claim> claims = admission.byZapier(List.of(claim), Map.of(claim.id(), record), quiet);
            return claims.isEmpty() ? new Step.Done() : appended(claim, record);
        });
    }

    private Step appended(Claim claim, Optional<ZapierRecord> record) {
        return record.filter(shown -> link.lacksAny(shown.data())).isEmpty() || schema.stillFits()
                ? database.transaction(tx -> appends.run(tx, claim, record))
                : new Step.SchemaChanged();
    }

    private Step pass(Claim claim, Seen seen) {
        Step step = observer.during(
                SyncObserver.Step.APPLY,
                link.mapping().name(),
                List.of(claim),
                () -> database.transaction(tx -> pass.run(tx, claim, seen, Map.of())));
        if (!(step instanceof Step.Ask ask)) {
            return step;
        }
        return Passes.seen(
                zapier.record(link.zapierTableId(), ask.recordId()),
                other -> database.transaction(
                        tx -> pass.run(tx, claim, seen, Map.of(ask.recordId(), other.isPresent()))));
    }

    private List<Step.Send> each(List<Claim> claims, Function<Claim, Step> work) {
        List<Step> steps = passes.run(claims, work);
        List<Step.Send> sends = new ArrayList<>();
        List<Claim> gone = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            switch (steps.get(i)) {
                case Step.Send send -> sends.add(send);
                case Step.LookInTrash look -> gone.add(claims.get(i));
                case Step other -> carryOn(claims.get(i), other);
            }
        }
        sends.addAll(lookInTrash(gone));
        return sends;
    }

    private void carryOn(Claim claim, Step step) {
        switch (step) {
            case Step.Send send -> send(List.of(send));
            case Step.Later later -> retries.failed(claim, later.delay(), "not settled yet");
            case Step.PutOff put -> retries.notDone(claim, put.later());
            case Step.Failed failed -> retries.failed(claim, failed.least(), failed.failure());
            case Step.DatabaseFailed database -> retries.databaseFailed(claim);
            case Step.SchemaChanged changed -> retries.databaseFailed(claim);
            case Step.Duplicate duplicate -> deleteDuplicate(duplicate);
            case Step.Ask ask -> retries.failed(claim, Duration.ofSeconds(1), "not settled yet");
            case Step.LookInTrash look -> retries.failed(claim, Duration.ofSeconds(1), "not settled yet");
            case Step.Done done -> {}
        }
    }

    /** Whether absent records were deleted decides over their rows; one look for all of them. */
    private List<Step.Send> lookInTrash(List<Claim> gone) {
        if (gone.isEmpty()) {
            return List.of();
        }
        Answer<Map<Long, Seen>> answer = trash.look(gone);
        if (answer instanceof Answer.Given<Map<Long, Seen>> given) {
            return each(gone, claim -> pass(claim, given.value().getOrDefault(claim.id(), new Seen.Absent())));
        }
        if (answer instanceof Answer.Later<Map<Long, Seen>> later) {
            gone.forEach(claim -> retries.notDone(claim, later));
        } else {
            gone.forEach(claim -> retries.failed(claim, Duration.ofSeconds(1), "the trash could not be read"));
        }
        return List.of();
    }

    private void send(List<Step.Send> sends) {
        long began = System.nanoTime();
        Map<Boolean, List<Step.Send>> byDelete = sends.stream()
                .collect(Collectors.partitioningBy(send -> send.attempt().kind() == Attempt.Kind.DELETE));
        List<Step.Send> others = new ArrayList<>(byDelete.getOrDefault(false, List.of()));
        others.addAll(deletes.send(byDelete.getOrDefault(true, List.of())));
        writes.send(others);
        List<Claim> sent = sends.stream().map(Step.Send::claim).toList();
        observer.worked(SyncObserver.Step.WRITE, link.mapping().name(), sent, began);
    }

    private void deleteDuplicate(Step.Duplicate duplicate) {
        Answer<?> answer = zapier.delete(link.zapierTableId(), List.of(duplicate.recordId()));
        // The record is gone at the next look, which then forgets it; without an answer the look finds out.
        if (answer instanceof Answer.Later<?> later) {
            retries.notDone(duplicate.claim(), later);
        } else {
            retries.failed(duplicate.claim(), Duration.ZERO, "a second record of one create");
        }
    }

    private void postpone(List<Claim> claims, String reason) {
        claims.forEach(claim -> retries.failed(claim, Passes.REFUSED_WAIT, reason));
    }
}
