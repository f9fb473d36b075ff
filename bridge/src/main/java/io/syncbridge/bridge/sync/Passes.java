package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.log.LogContext;
import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the passes of a batch side by side. What one of them throws becomes its own record's step and no other's. */
final class Passes {
    private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

    /** A read that Zapier refuses for what it is stays refused until somebody changes something. */
    static final Duration REFUSED_WAIT = Duration.ofSeconds(30);

    private final Link link;
    private final SchemaGuard schema;
    private final Database database;
    private final SyncRecords records;
    private final Parking parking;
    private final ExecutorService workers;
    private final RareWarning databaseWarning = new RareWarning(LOG);

    Passes(
            Link link,
            SchemaGuard schema,
            Database database,
            SyncRecords records,
            Parking parking,
            ExecutorService workers) {
        this.link = link;
        this.schema = schema;
        this.database = database;
        this.records = records;
        this.parking = parking;
        this.workers = workers;
    }

    /** The steps, one for each claim and in their order. */
    List<Step> run(List<Claim> claims, Function<Claim, Step> work) {
        List<Future<Step>> running = new ArrayList<>();
        for (Claim claim : claims) {
            running.add(workers.submit(() -> guarded(claim, work)));
        }
        return running.stream().map(this::await).toList();
    }

    /** What follows when Zapier was asked for a record. */
    static Step seen(Answer<Optional<ZapierRecord>> answer, Function<Optional<ZapierRecord>, Step> next) {
        return switch (answer) {
            case Answer.Given<Optional<ZapierRecord>> given -> next.apply(given.value());
            case Answer.Later<Optional<ZapierRecord>> later -> new Step.PutOff(later);
            case Answer.Refused<Optional<ZapierRecord>> refused -> failed(REFUSED_WAIT, refused.reason());
            case Answer.Unknown<Optional<ZapierRecord>> unknown -> failed(Duration.ZERO, unknown.reason());
        };
    }

    static Step failed(Duration least, String reason) {
        return new Step.Failed(least, new Failure(Failure.Stage.ZAPIER, reason));
    }

    private Step guarded(Claim claim, Function<Claim, Step> work) {
        return LogContext.during(
                link.mapping().name(),
                claim.key().or(claim::zapierId),
                claim.origin(Side.ZAPIER).map(Origin::requestId),
                () -> caught(claim, work));
    }

    private Step caught(Claim claim, Function<Claim, Step> work) {
        try {
            return work.apply(claim);
        } catch (DatabaseException failed) {
            if (failed.mayBeSchema() && !schema.columnsStillFit()) {
                return new Step.SchemaChanged();
            }
            if (!failed.isRefusal()) {
                databaseWarning.warn(
                        "{} record {}: database failed, SQLState {}",
                        link.mapping().name(),
                        claim.id(),
                        failed.sqlState());
                return new Step.DatabaseFailed();
            }
            Failure failure = new Failure(Failure.Stage.SUPABASE, failed.explanation(), failed.fields(link.mapping()));
            return database.transaction(
                    tx -> records.lock(tx, claim) ? parking.park(tx, claim, failure) : new Step.Done());
        }
    }

    private Step await(Future<Step> running) {
        try {
            return running.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Step.Done();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DatabaseException) {
                return new Step.DatabaseFailed();
            }
            LOG.error("{}: a pass failed", link.mapping().name(), failed.getCause());
            return failed(Duration.ofSeconds(1), "an internal fault; see the bridge's log");
        }
    }
}
