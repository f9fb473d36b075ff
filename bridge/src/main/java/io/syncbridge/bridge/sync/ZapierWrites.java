package io.syncbridge.bridge.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.ops.RareWarning;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Identities;
import io.syncbridge.bridge.store.SyncRecords;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierChange;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.reconcile.Landing;
import io.syncbridge.reconcile.Settlement;
import io.syncbridge.reconcile.ZapierEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends stored attempts, up to 100 a call, and settles each by its own part of the answer. A part that is missing, or an
 * answer that never came, settles nothing: the attempt stays in doubt and the record is looked at again.
 */
final class ZapierWrites {
    private static final Logger LOG = LoggerFactory.getLogger(ZapierWrites.class);
    private static final String UNREADABLE = "the written record cannot be read back: ";
    private static final int MOST_TRIES = 3;

    private final Link link;
    private final SchemaGuard schema;
    private final Database database;
    private final SyncRecords records;
    private final ZapierTablesClient zapier;
    private final SyncCounters counters;
    private final Settlement settlement;
    private final PlainLandings plainly;
    private final Identity identity;
    private final ZapierAudit audit;
    private final RefusedWrites refused;
    private final Retries retries;
    private final Attempts attempts;
    private final RareWarning databaseWarning = new RareWarning(LOG);

    ZapierWrites(
            Link link,
            SchemaGuard schema,
            Database database,
            SyncRecords records,
            ZapierTablesClient zapier,
            AuditTrail audit,
            Parking parking,
            SyncCounters counters,
            Retries retries) {
        this.link = link;
        this.schema = schema;
        this.database = database;
        this.records = records;
        this.zapier = zapier;
        this.counters = counters;
        this.settlement = new Settlement(link.mapping());
        this.plainly = new PlainLandings(link, database, settlement, audit, counters);
        this.identity = new Identity(link, new Identities(link.mapping()));
        this.audit = new ZapierAudit(audit);
        this.refused = new RefusedWrites(link, database, records, parking);
        this.retries = retries;
        this.attempts = new Attempts(database, records);
    }

    void send(List<Step.Send> wanted) {
        List<Step.Send> all =
                wanted.stream().filter(send -> !refused.isAgain(send)).toList();
        List<Step.Send> creates =
                all.stream().filter(send -> send.recordId().isEmpty()).toList();
        List<Step.Send> patches =
                all.stream().filter(send -> send.recordId().isPresent()).toList();
        inParts(creates, this::create);
        inParts(patches, this::patch);
    }

    private static void inParts(List<Step.Send> all, java.util.function.Consumer<List<Step.Send>> action) {
        for (int from = 0; from < all.size(); from += ZapierTablesClient.MOST_PER_WRITE) {
            action.accept(all.subList(from, Math.min(all.size(), from + ZapierTablesClient.MOST_PER_WRITE)));
        }
    }

    private void create(List<Step.Send> sends) {
        List<ObjectNode> records = sends.stream()
                .map(send -> link.zapier().encode(send.attempt().fields()))
                .toList();
        settleAll(sends, zapier.create(link.zapierTableId(), records), this::create, this::byKey);
    }

    private void patch(List<Step.Send> sends) {
        Map<String, ObjectNode> cells = new LinkedHashMap<>();
        sends.forEach(send -> cells.put(
                send.recordId().orElseThrow(),
                link.zapier().encode(send.attempt().fields())));
        settleAll(sends, zapier.update(link.zapierTableId(), cells), this::patch, ZapierWrites::byRecord);
    }

    private static Map<String, ZapierChange> byRecord(List<ZapierChange> changes) {
        Map<String, ZapierChange> map = new HashMap<>();
        changes.forEach(change -> map.put(change.now().id(), change));
        return map;
    }

    private Map<String, ZapierChange> byKey(List<ZapierChange> changes) {
        Map<String, ZapierChange> map = new HashMap<>();
        changes.forEach(change -> RecordKey.text(link.zapier()
                        .decode(change.now().data())
                        .row()
                        .get(link.mapping().key()))
                .ifPresent(key -> map.put(key, change)));
        return map;
    }

    private void settleAll(
            List<Step.Send> sends,
            Answer<List<ZapierChange>> answer,
            java.util.function.Consumer<List<Step.Send>> again,
            java.util.function.Function<List<ZapierChange>, Map<String, ZapierChange>> index) {
        switch (answer) {
            case Answer.Given<List<ZapierChange>> given -> {
                Map<Long, ZapierChange> parts = ofRecords(sends, index.apply(given.value()));
                Set<Long> settled = plainly.settle(landed(sends, parts));
                for (Step.Send send : sends) {
                    ZapierChange change = parts.get(send.claim().id());
                    if (settled.contains(send.claim().id())) {
                        continue;
                    }
                    if (change == null || change.now().deleted()) {
                        retries.failed(send.claim(), Duration.ZERO, "Zapier's answer did not show the record");
                    } else {
                        settle(send, change);
                    }
                }
            }
            case Answer.Later<List<ZapierChange>> later ->
                sends.forEach(send -> retries.notDone(attempts.withdrawn(send), later));
            case Answer.Unknown<List<ZapierChange>> unknown ->
                sends.forEach(send -> retries.failed(send.claim(), Duration.ZERO, unknown.reason()));
            case Answer.Refused<List<ZapierChange>> no -> {
                if (sends.size() == 1 && no.status() == 404) {
                    // The record is gone (or the table is): the next look finds out which.
                    retries.failed(attempts.withdrawn(sends.getFirst()), Duration.ZERO, no.reason());
                } else if (sends.size() == 1 && !schema.stillFits()) {
                    retries.databaseFailed(attempts.withdrawn(sends.getFirst()));
                } else if (sends.size() == 1) {
                    refused.park(sends.getFirst(), Attempts.without(sends.getFirst()), no.reason());
                } else {
                    // One bad record fails a whole call: halve until it is alone, the others pass.
                    again.accept(sends.subList(0, sends.size() / 2));
                    again.accept(sends.subList(sends.size() / 2, sends.size()));
                }
            }
        }
    }

    private static Map<Long, ZapierChange> ofRecords(List<Step.Send> sends, Map<String, ZapierChange> parts) {
        Map<Long, ZapierChange> of = new HashMap<>();
        sends.forEach(send -> Optional.ofNullable(
                        parts.get(send.recordId().or(() -> send.claim().key()).orElseThrow()))
                .ifPresent(change -> of.put(send.claim().id(), change)));
        return of;
    }

    /** What landed as it was sent, and can be read. */
    private List<PlainLandings.Landed> landed(List<Step.Send> sends, Map<Long, ZapierChange> parts) {
        List<PlainLandings.Landed> all = new ArrayList<>();
        for (Step.Send send : sends) {
            Optional.ofNullable(parts.get(send.claim().id()))
                    .filter(change ->
                            !change.now().deleted() && change.problem().isEmpty())
                    .ifPresent(change -> {
                        Decoded now = link.zapier().decode(change.now().data());
                        if (now.isWhole()) {
                            all.add(new PlainLandings.Landed(send, landing(change, now)));
                        }
                    });
        }
        return all;
    }

    private Landing landing(ZapierChange change, Decoded now) {
        Optional<Decoded> old = change.old().map(record -> link.zapier().decode(record.data()));
        return new Landing(
                change.now().id(),
                now.row(),
                change.now().editedAt(),
                old.filter(Decoded::isWhole)
                        .map(row -> new Landing.Old(
                                row.row(), change.old().orElseThrow().editedAt())));
    }

    private void settle(Step.Send send, ZapierChange change) {
        Decoded now = link.zapier().decode(change.now().data());
        if (!now.isWhole()) {
            // Whether it landed cannot be told: it stays in doubt.
            refused.park(send, send.claim().memory(), change.problem().orElse(UNREADABLE + now.problems()));
            return;
        }
        // Of a write that Zapier refused in part, only the other part is in the record.
        Step.Send landed = change.problem().isPresent() ? send.landedIn(link.mapping(), now.row()) : send;
        if (landed.attempt().fields().isEmpty()) {
            refused.park(send, Attempts.without(send), change.problem().orElse("nothing was written"));
            return;
        }
        settle(landed, send.without(landed), landing(change, now), change, MOST_TRIES);
    }

    private void settle(Step.Send send, Step.Send rest, Landing landing, ZapierChange change, int tries) {
        try {
            database.apply(tx -> settle(tx, send, rest, landing, change));
            counters.wroteZapier(1);
        } catch (DatabaseException failed) {
            if (failed.isOwnClash() && tries > 1) {
                // The record's own webhook was stored between our look for it and our update; now it can be seen.
                settle(send, rest, landing, change, tries - 1);
            } else {
                // The write stays in doubt, and is found to have landed at the next look.
                databaseWarning.warn(
                        "{} record {}: not settled, SQLState {}",
                        link.mapping().name(),
                        send.claim().id(),
                        failed.sqlState());
                retries.databaseFailed(send.claim());
            }
        }
    }

    private void settle(Tx tx, Step.Send send, Step.Send rest, Landing landing, ZapierChange change)
            throws SQLException {
        Claim claim = send.claim();
        if (!records.lock(tx, claim)) {
            Optional<ZapierEvent> replaced = settlement.afterLostLease(claim.memory(), send.attempt(), landing);
            if (replaced.isPresent()) {
                Replaced.keep(tx, claim, landing, change, replaced.get());
            }
            return;
        }
        if (!(identity.linked(tx, claim, landing.recordId()) instanceof Identity.Result.Known linked)) {
            records.settle(tx, claim, claim.memory(), true);
            return;
        }
        String key = claim.key().orElseThrow();
        Settlement.Result result = settlement.settle(claim.memory(), send.attempt(), landing, claim.now());
        if (result.recovered().isPresent()) {
            Replaced.keep(tx, claim, landing, change, result.recovered().get());
        }
        if (!result.lost().isEmpty()) {
            audit.of(claim).overwrote(tx, key, send.attempt(), result.lost());
            counters.conflict();
        }
        audit.of(claim).landed(tx, key, send.attempt());
        if (change.problem().isPresent()) {
            records.keep(tx, linked.claim(), result.memory());
            refused.setAside(
                    tx,
                    rest,
                    linked.claim().with(result.memory()),
                    change.problem().get());
            return;
        }
        boolean moved = link.supabase()
                .find(tx, key)
                .map(StoredRow::content)
                .filter(row -> row.isWhole()
                        && link.mapping().sameContent(row.row(), result.memory().base()))
                .isEmpty();
        records.settle(tx, linked.claim(), result.memory(), result.again() || moved);
    }
}
