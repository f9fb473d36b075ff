package io.syncbridge.bridge.undo;

import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.PatientCalls;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.SyncMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes back what a target names in one table: up to a hundred records are looked at in Zapier with one call, then each is
 * written back in a transaction of its own.
 */
public final class UndoRun {
    private static final int BATCH = 100;
    /** A record under way is settled within moments where a bridge runs. */
    private static final int LOOKS = 10;

    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final UndoPass pass;

    /**
     * A run.
     *
     * @param rehearsal true to find out what would be done, and do nothing
     */
    public UndoRun(Link link, Database database, ZapierTablesClient zapier, UndoTarget target, boolean rehearsal) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.pass = new UndoPass(link, new AuditHistory(link.mapping(), database), target.undoId(), rehearsal);
    }

    /**
     * Does it.
     *
     * @param rows what the audit trail tells of the target
     * @param told hears of every record as soon as it is done
     * @return why it broke off; what was told until then is done, and a second run does the rest
     */
    public Optional<String> run(List<AuditedChange> rows, Consumer<Undone> told) {
        if (rows.size() > UndoTarget.MOST_ROWS) {
            return Optional.of("more than " + UndoTarget.MOST_ROWS + " audit rows; choose a shorter time");
        }
        List<Overwritten> records = Overwritten.of(link.mapping(), rows);
        if (link.mapping().mode() != SyncMode.TWO_WAY) {
            records.forEach(record -> told.accept(Undone.left(
                    link.mapping().name(),
                    record.record(),
                    "belongs to a table that only receives; nothing is taken back")));
            return Optional.empty();
        }
        for (int from = 0; from < records.size(); from += BATCH) {
            Optional<String> trouble = batch(records.subList(from, Math.min(from + BATCH, records.size())), told);
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return Optional.empty();
    }

    private Optional<String> batch(List<Overwritten> records, Consumer<Undone> told) {
        List<Overwritten> left = records;
        for (int look = 1; !left.isEmpty(); look++) {
            Answer<Map<String, ZapierRecord>> seen = look(left);
            if (!(seen instanceof Answer.Given<Map<String, ZapierRecord>> given)) {
                return Optional.of("Zapier could not be asked what it holds now: " + seen.reason());
            }
            List<Overwritten> busy = new ArrayList<>();
            for (Overwritten record : left) {
                Undone undone = one(record, Optional.ofNullable(given.value().get(record.record())));
                if (undone.outcome() == Undone.Outcome.BUSY && look < LOOKS) {
                    busy.add(record);
                } else {
                    told.accept(undone);
                }
            }
            left = busy;
            if (!busy.isEmpty() && !paused()) {
                return Optional.of("stopped");
            }
        }
        return Optional.empty();
    }

    private Undone one(Overwritten record, Optional<ZapierRecord> seen) {
        if (RecordKey.value(link.mapping(), record.record()).isEmpty()) {
            return Undone.left(link.mapping().name(), record.record(), "never had a key");
        }
        try {
            return database.transaction(tx -> pass.run(tx, record, seen));
        } catch (DatabaseException failed) {
            if (failed.isLockTimeout()) {
                return Undone.busy(link.mapping().name(), record.record());
            }
            if (failed.isRefusal()) {
                return Undone.left(
                        link.mapping().name(),
                        record.record(),
                        "Supabase refused the old values: " + failed.explanation());
            }
            throw failed;
        }
    }

    /** The live Zapier records by key. The one that the bookkeeping links counts, whatever a copy carries. */
    private Answer<Map<String, ZapierRecord>> look(List<Overwritten> records) {
        List<String> keys = records.stream().map(Overwritten::record).toList();
        Map<String, String> keyOfRecord = new HashMap<>();
        new Bookkeeping(link.mapping(), database)
                .byKeys(keys)
                .forEach((key, known) -> known.zapierId().ifPresent(id -> keyOfRecord.put(id, key)));
        PatientCalls calls = new PatientCalls(() -> false);
        Map<String, ZapierRecord> found = new HashMap<>();
        Answer<ZapierTablesClient.Records> listed = calls.ask(() -> zapier.recordsWith(
                link.zapierTableId(),
                Map.of(
                        link.zapier().field(link.mapping().key()).orElseThrow(),
                        keys.stream()
                                .flatMap(key -> RecordKey.spellings(link.mapping(), key).stream())
                                .toList())));
        if (!(listed instanceof Answer.Given<ZapierTablesClient.Records> given)) {
            return listed.map(none -> found);
        }
        given.value().readable().stream()
                .filter(record -> keyOfRecord.containsKey(record.id()))
                .forEach(record -> found.put(keyOfRecord.get(record.id()), record));
        for (Map.Entry<String, String> known : keyOfRecord.entrySet()) {
            if (!found.containsKey(known.getValue())) {
                Answer<Optional<ZapierRecord>> single =
                        calls.ask(() -> zapier.record(link.zapierTableId(), known.getKey()));
                if (!(single instanceof Answer.Given<Optional<ZapierRecord>> there)) {
                    return single.map(none -> found);
                }
                there.value().ifPresent(record -> found.put(known.getValue(), record));
            }
        }
        return new Answer.Given<>(found);
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
