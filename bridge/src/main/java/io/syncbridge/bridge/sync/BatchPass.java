package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.reconcile.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to 100 records at once.
 *
 * <ol>
 *   <li>Read their Supabase rows in one query; what is only an echo is done, without a call to Zapier.
 *   <li>Look at the others' Zapier records in one call where possible.
 *   <li>One transaction each ({@link RecordPass}), so that a bad one fails alone.
 *   <li>Send what must be sent, in one create and one update call, and settle.
 * </ol>
 */
final class BatchPass {
    private static final Logger LOG = LoggerFactory.getLogger(BatchPass.class);

    private final Link link;
    private final Database database;
    private final SyncRecords records;
    private final ZapierTablesClient zapier;
    private final ZapierLook looks;
    private final Echoes echoes;
    private final Parking parking;
    private final RecordPass pass;
    private final AppendPass appends;
    private final ZapierWrites writes;
    private final ZapierDeletes deletes;
    private final TrashLook trash;
    private final SyncCounters counters;
    private final ExecutorService workers;
    private final RandomGenerator random;

    BatchPass(
            Link link,
            Database database,
            SyncRecords records,
            ZapierTablesClient zapier,
            SyncCounters counters,
            ExecutorService workers,
            RandomGenerator random) {
        this.link = link;
        this.database = database;
        this.records = records;
        this.zapier = zapier;
        this.looks = new ZapierLook(link, zapier);
        this.echoes = new Echoes(link);
        AuditTrail audit = new AuditTrail(link.mapping());
        this.parking = new Parking(records, audit, counters);
        this.pass = new RecordPass(link, records, audit, parking, counters);
        this.appends = new AppendPass(link, records, audit, parking, counters);
        this.writes = new ZapierWrites(link, database, records, zapier, audit, parking, counters, random);
        this.deletes = new ZapierDeletes(link, database, records, zapier, pass, parking, counters, random);
        this.trash = new TrashLook(link, zapier);
        this.counters = counters;
        this.workers = workers;
        this.random = random;
    }

    /** The side that suddenly shows no record at all, while deletes are held for that. */
    Optional<Side> emptySide() {
        return pass.emptySide();
    }

    void run(List<Claim> claims) {
        if (link.mapping().mode() == SyncMode.APPEND_TO_SUPABASE) {
            each(claims, this::append);
            return;
        }
        Map<Long, StoredRow> rows = supabaseRows(claims);
        List<Claim> open = new ArrayList<>();
        for (Claim claim : claims) {
            if (echoes.isOnlyEcho(claim, Optional.ofNullable(rows.get(claim.id())))) {
                settleEcho(claim);
            } else {
                open.add(claim);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        switch (looks.look(open, rows)) {
            case Answer.Given<Map<Long, Optional<ZapierRecord>>> given ->
                send(each(
                        open, claim -> pass(claim, Seen.of(given.value().getOrDefault(claim.id(), Optional.empty())))));
            case Answer.Later<Map<Long, Optional<ZapierRecord>>> later -> postpone(open, later.delay(), later.reason());
            case Answer.Refused<Map<Long, Optional<ZapierRecord>>> refused ->
                postpone(open, Duration.ofSeconds(30), refused.reason());
            case Answer.Unknown<Map<Long, Optional<ZapierRecord>>> unknown ->
                postpone(open, Duration.ZERO, unknown.reason());
        }
    }

    private Map<Long, StoredRow> supabaseRows(List<Claim> claims) {
        List<String> keys = claims.stream()
                .flatMap(claim -> claim.key().stream())
                .filter(key -> RecordKey.value(link.mapping(), key).isPresent())
                .toList();
        Map<String, StoredRow> byKey =
                database.transaction(tx -> link.supabase().read(tx, keys));
        Map<Long, StoredRow> rows = new HashMap<>();
        for (Claim claim : claims) {
            claim.key().map(byKey::get).ifPresent(row -> rows.put(claim.id(), row));
        }
        return rows;
    }

    private void settleEcho(Claim claim) {
        counters.echo();
        database.apply(tx -> {
            if (records.lock(tx, claim)) {
                Hints.forget(tx, claim.hintIds());
                records.settle(tx, claim, claim.memory(), false);
            }
        });
    }

    private Step append(Claim claim) {
        return switch (zapier.record(link.zapierTableId(), claim.zapierId().orElse(""))) {
            case Answer.Given<Optional<ZapierRecord>> given ->
                database.transaction(tx -> appends.run(tx, claim, given.value()));
            case Answer.Later<Optional<ZapierRecord>> later -> new Step.Later(later.delay());
            case Answer.Refused<Optional<ZapierRecord>> refused -> new Step.Later(Duration.ofSeconds(30));
            case Answer.Unknown<Optional<ZapierRecord>> unknown -> new Step.Later(Duration.ZERO);
        };
    }

    private Step pass(Claim claim, Seen seen) {
        Step step = database.transaction(tx -> pass.run(tx, claim, seen, Map.of()));
        if (!(step instanceof Step.Ask ask)) {
            return step;
        }
        return switch (zapier.record(link.zapierTableId(), ask.recordId())) {
            case Answer.Given<Optional<ZapierRecord>> given ->
                database.transaction(tx -> pass.run(
                        tx, claim, seen, Map.of(ask.recordId(), given.value().isPresent())));
            case Answer.Later<Optional<ZapierRecord>> later -> new Step.Later(later.delay());
            case Answer.Refused<Optional<ZapierRecord>> refused -> new Step.Later(Duration.ofSeconds(30));
            case Answer.Unknown<Optional<ZapierRecord>> unknown -> new Step.Later(Duration.ZERO);
        };
    }

    private List<Step.Send> each(List<Claim> claims, java.util.function.Function<Claim, Step> work) {
        List<Future<Step>> running = new ArrayList<>();
        for (Claim claim : claims) {
            running.add(workers.submit(() -> guarded(claim, work)));
        }
        List<Step.Send> sends = new ArrayList<>();
        List<Claim> gone = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            switch (await(running.get(i))) {
                case Step.Send send -> sends.add(send);
                case Step.Later later -> postpone(List.of(claims.get(i)), later.delay(), "not settled yet");
                case Step.LookInTrash look -> gone.add(claims.get(i));
                case Step.Duplicate duplicate -> deleteDuplicate(duplicate);
                case Step.Ask ask -> postpone(List.of(claims.get(i)), Duration.ofSeconds(1), "not settled yet");
                case Step.Done done -> {}
            }
        }
        sends.addAll(lookInTrash(gone));
        return sends;
    }

    /** Whether absent records were deleted decides over their rows; one look for all of them. */
    private List<Step.Send> lookInTrash(List<Claim> gone) {
        if (gone.isEmpty()) {
            return List.of();
        }
        if (trash.look(gone) instanceof Answer.Given<Map<Long, Seen>> given) {
            return each(gone, claim -> pass(claim, given.value().getOrDefault(claim.id(), new Seen.Absent())));
        }
        postpone(gone, Duration.ofSeconds(1), "the trash could not be read");
        return List.of();
    }

    private void send(List<Step.Send> sends) {
        Map<Boolean, List<Step.Send>> byDelete = sends.stream()
                .collect(Collectors.partitioningBy(send -> send.attempt().kind() == Attempt.Kind.DELETE));
        List<Step.Send> others = new ArrayList<>(byDelete.getOrDefault(false, List.of()));
        others.addAll(deletes.send(byDelete.getOrDefault(true, List.of())));
        writes.send(others);
    }

    private Step guarded(Claim claim, java.util.function.Function<Claim, Step> work) {
        try {
            return work.apply(claim);
        } catch (DatabaseException failed) {
            if (!failed.isRefusal()) {
                LOG.warn(
                        "{} record {}: database failed, SQLState {}",
                        link.mapping().name(),
                        claim.id(),
                        failed.sqlState());
                return new Step.Later(Duration.ZERO);
            }
            return database.transaction(
                    tx -> records.lock(tx, claim) ? parking.park(tx, claim, failed.explanation()) : new Step.Done());
        }
    }

    private Step await(Future<Step> running) {
        try {
            return running.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Step.Done();
        } catch (ExecutionException failed) {
            LOG.error("{}: a pass failed", link.mapping().name(), failed.getCause());
            return new Step.Later(Duration.ofSeconds(1));
        }
    }

    private void deleteDuplicate(Step.Duplicate duplicate) {
        Answer<?> answer = zapier.delete(link.zapierTableId(), List.of(duplicate.recordId()));
        // The record is gone at the next look, which then forgets it; without an answer the look finds out.
        postpone(
                List.of(duplicate.claim()),
                answer instanceof Answer.Later<?> later ? later.delay() : Duration.ZERO,
                "a second record of one create");
    }

    private void postpone(List<Claim> claims, Duration least, String reason) {
        LOG.debug("{}: {} records later: {}", link.mapping().name(), claims.size(), reason);
        for (Claim claim : claims) {
            counters.retry();
            records.later(claim, Backoff.DEFAULT.delay(claim.tries(), least, random));
        }
    }
}
