package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.PatientCalls;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.RecordKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at up to a hundred suspects on both sides as they are now: bookkeeping first, then Supabase, then Zapier. */
final class SecondLook implements Settling.Looks {
    /** Records without a key can be asked for one by one only. */
    private static final int MOST_SINGLE_CALLS = 100;

    private final Link link;
    private final Sides sides;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final PatientCalls calls;
    private final Bookkeeping bookkeeping;
    private final Listed listed;
    private int singleCalls;

    SecondLook(Link link, Database database, ZapierTablesClient zapier, PatientCalls calls, Listed listed) {
        this.link = link;
        this.sides = new Sides(link);
        this.database = database;
        this.zapier = zapier;
        this.calls = calls;
        this.bookkeeping = new Bookkeeping(link.mapping(), database);
        this.listed = listed;
    }

    /** What is there of the suspects with keys. */
    private record Found(Map<String, StoredRow> rows, Map<String, List<ZapierRecord>> records, boolean hidesSome) {}

    @Override
    public Map<Suspect, Look> look(List<Suspect> suspects) {
        List<String> keys =
                suspects.stream().filter(Suspect::isKey).map(Suspect::id).toList();
        Map<String, Known> byKey = bookkeeping.byKeys(keys);
        Found found = found(keys);
        Map<String, Known> byId = bookkeeping.byZapierIds(Stream.concat(
                        suspects.stream().filter(suspect -> !suspect.isKey()).map(Suspect::id),
                        found.records().values().stream().flatMap(List::stream).map(ZapierRecord::id))
                .distinct()
                .toList());
        Map<Suspect, Look> looks = new HashMap<>();
        for (Suspect suspect : suspects) {
            looks.put(
                    suspect,
                    suspect.isKey()
                            ? ofKey(suspect.id(), Optional.ofNullable(byKey.get(suspect.id())), byId, found)
                            : ofRecord(suspect.id(), Optional.ofNullable(byId.get(suspect.id()))));
        }
        return looks;
    }

    private Found found(List<String> keys) {
        Map<String, StoredRow> rows = new HashMap<>();
        database.transaction(tx -> link.supabase().read(tx, keys)).forEach((key, row) -> rows.put(sides.key(key), row));
        Map<String, List<ZapierRecord>> records = new HashMap<>();
        if (keys.isEmpty()) {
            return new Found(rows, records, false);
        }
        List<String> spellings = keys.stream()
                .flatMap(key -> RecordKey.spellings(link.mapping(), key).stream())
                .distinct()
                .toList();
        Answer<ZapierTablesClient.Records> answer = calls.ask(() -> zapier.recordsWith(
                link.zapierTableId(),
                Map.of(link.zapier().field(link.mapping().key()).orElseThrow(), spellings)));
        if (!(answer instanceof Answer.Given<ZapierTablesClient.Records> given)) {
            throw new BrokenOff("Zapier could not be asked again for records that seem to differ: " + answer.reason());
        }
        for (ZapierRecord record : given.value().readable()) {
            sides.key(sides.decoded(record))
                    .ifPresent(key -> records.computeIfAbsent(key, none -> new ArrayList<>())
                            .add(record));
        }
        return new Found(rows, records, given.value().unreadable() > 0);
    }

    private Look ofKey(String key, Optional<Known> byKey, Map<String, Known> byId, Found found) {
        Optional<StoredRow> row = Optional.ofNullable(found.rows().get(key));
        List<ZapierRecord> records = found.records().getOrDefault(key, List.of());
        List<Known> known = Stream.concat(
                        byKey.stream(),
                        records.stream().flatMap(record -> Optional.ofNullable(byId.get(record.id())).stream()))
                .toList();
        OneRecord one = new OneRecord(sides, key, known);
        if (records.size() > 1) {
            return one.duplicate(row, records);
        }
        if (records.size() == 1) {
            return one.compared(row, records.getFirst());
        }
        return row.<Look>map(there -> one.withoutRecord(there, listed, found.hidesSome()))
                .orElseGet(Look.Equal::new);
    }

    private Look ofRecord(String zapierId, Optional<Known> known) {
        Optional<String> key = known.flatMap(Known::key);
        if (key.isPresent()) {
            return new Look.Renamed(Suspect.ofKey(key.get()));
        }
        OneRecord one = new OneRecord(sides, zapierId, known.stream().toList());
        if (listed.unreadable().contains(zapierId)) {
            return one.unreadable(List.of(zapierId));
        }
        if (singleCalls++ < MOST_SINGLE_CALLS) {
            Answer<Optional<ZapierRecord>> answer = calls.ask(() -> zapier.record(link.zapierTableId(), zapierId));
            if (answer instanceof Answer.Given<Optional<ZapierRecord>> given) {
                if (given.value().isEmpty()) {
                    return new Look.Equal();
                }
                Optional<String> stated = given.value().flatMap(record -> sides.key(sides.decoded(record)));
                if (stated.isPresent()) {
                    return new Look.Renamed(Suspect.ofKey(stated.get()));
                }
            }
        }
        return one.withoutKey(List.of(zapierId));
    }
}
