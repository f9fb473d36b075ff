package io.syncbridge.bridge.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends stored deletes, up to 100 a call, then looks at what was deleted: a user's edit that came between our look and the
 * delete brings the record back. Without an answer the delete stays in doubt, and the next pass looks.
 */
final class ZapierDeletes {
    private static final Logger LOG = LoggerFactory.getLogger(ZapierDeletes.class);

    private final Link link;
    private final Database database;
    private final SyncRecords records;
    private final ZapierTablesClient zapier;
    private final TrashLook trash;
    private final RecordPass pass;
    private final Parking parking;
    private final SyncCounters counters;
    private final Retries retries;
    private final Attempts attempts;

    ZapierDeletes(
            Link link,
            Database database,
            SyncRecords records,
            ZapierTablesClient zapier,
            RecordPass pass,
            Parking parking,
            SyncCounters counters,
            Retries retries) {
        this.link = link;
        this.database = database;
        this.records = records;
        this.zapier = zapier;
        this.trash = new TrashLook(link, zapier);
        this.pass = pass;
        this.parking = parking;
        this.counters = counters;
        this.retries = retries;
        this.attempts = new Attempts(database, records);
    }

    /** Answers what must be sent after all: records that are to be created again. */
    List<Step.Send> send(List<Step.Send> deletes) {
        List<Step.Send> again = new ArrayList<>();
        for (int from = 0; from < deletes.size(); from += ZapierTablesClient.MOST_PER_WRITE) {
            again.addAll(
                    delete(deletes.subList(from, Math.min(deletes.size(), from + ZapierTablesClient.MOST_PER_WRITE))));
        }
        return again;
    }

    private List<Step.Send> delete(List<Step.Send> sends) {
        List<String> ids =
                sends.stream().map(send -> send.recordId().orElseThrow()).toList();
        Answer<JsonNode> answer = zapier.delete(link.zapierTableId(), ids);
        return switch (answer) {
            case Answer.Given<JsonNode> given -> lookAt(sends);
            case Answer.Unknown<JsonNode> unknown -> inDoubt(sends, unknown.reason());
            case Answer.Later<JsonNode> later -> {
                sends.forEach(send -> retries.notDone(attempts.withdrawn(send), later));
                yield List.of();
            }
            case Answer.Refused<JsonNode> refused -> refused(sends, refused);
        };
    }

    private List<Step.Send> refused(List<Step.Send> sends, Answer.Refused<JsonNode> refused) {
        if (sends.size() > 1) {
            // One bad record fails a whole call: halve until it is alone, the others pass.
            List<Step.Send> again = new ArrayList<>(delete(sends.subList(0, sends.size() / 2)));
            again.addAll(delete(sends.subList(sends.size() / 2, sends.size())));
            return again;
        }
        if (refused.status() == 404) {
            retries.failed(attempts.withdrawn(sends.getFirst()), Duration.ZERO, refused.reason());
            return List.of();
        }
        Step.Send send = sends.getFirst();
        database.apply(tx -> {
            if (records.lock(tx, send.claim())) {
                Claim claim = send.claim().with(Attempts.without(send));
                records.keep(tx, claim, claim.memory());
                Failure failure =
                        new Failure(Failure.Stage.ZAPIER, "Zapier did not delete the record: " + refused.reason());
                Step unused = parking.park(tx, claim, failure);
            }
        });
        return List.of();
    }

    private List<Step.Send> lookAt(List<Step.Send> sends) {
        Answer<List<ZapierRecord>> answer =
                trash.trashed(sends.stream().map(Step.Send::claim).toList());
        if (!(answer instanceof Answer.Given<List<ZapierRecord>> given)) {
            return inDoubt(sends, "what was deleted could not be looked at");
        }
        List<Step.Send> again = new ArrayList<>();
        for (Step.Send send : sends) {
            Optional<ZapierRecord> deleted = trash.own(send.claim(), given.value());
            if (deleted.isEmpty()) {
                // Taken out again already, or not shown there yet.
                again.addAll(inDoubt(List.of(send), "the deleted record is not in the trash yet"));
                continue;
            }
            switch (settled(send, deleted.get())) {
                case Step.Send create -> again.add(create);
                case Step.Done done -> counters.wroteZapier(1);
                default -> again.addAll(inDoubt(List.of(send), "the delete is not settled yet"));
            }
        }
        return again;
    }

    /** What the pass makes of the record as it was deleted; a bad one fails alone. */
    private Step settled(Step.Send send, ZapierRecord deleted) {
        try {
            return database.transaction(tx -> pass.run(tx, send.claim(), new Seen.Trashed(deleted, false), Map.of()));
        } catch (DatabaseException failed) {
            LOG.warn(
                    "{} record {}: delete not settled, SQLState {}",
                    link.mapping().name(),
                    send.claim().id(),
                    failed.sqlState());
            return new Step.Later(Duration.ZERO);
        }
    }

    /** The delete may have been carried out; the next pass looks. */
    private List<Step.Send> inDoubt(List<Step.Send> sends, String reason) {
        sends.forEach(send -> retries.failed(send.claim(), Duration.ZERO, reason));
        return List.of();
    }
}
