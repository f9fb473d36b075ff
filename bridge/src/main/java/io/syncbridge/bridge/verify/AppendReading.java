package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.sweep.SeenRecords;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.row.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * An append-only table in its direction: every Zapier record must be one row. Rows have no key there, so records are
 * found by their content, without the fields that the database may have filled in: every row once, hashed (8 bytes a
 * row), then page by page every record, which must find a row of its own among them. Rows that only Supabase has are other
 * writers'. An edit in Zapier of what was recorded changes no row, and is reported in the audit trail: no difference.
 */
final class AppendReading implements Settling.Looks {
    private final Link link;
    private final Sides sides;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final Listed listed = Listed.nothing();
    private final Suspects suspects = new Suspects();
    /** By id, the records that found no row of their own. */
    private final Map<String, Wanted> wanted = new HashMap<>();

    private SeenRecords rows = new SeenRecords();

    AppendReading(Link link, Database database, ZapierTablesClient zapier, BooleanSupplier stopped, Progress progress) {
        this.link = link;
        this.sides = new Sides(link);
        this.database = database;
        this.zapier = zapier;
        this.stopped = stopped;
        this.progress = progress;
    }

    /**
     * What a record asks for.
     *
     * @param rank so many rows with its content there must be: one for it and for each record before it
     * @param problems the cells that cannot be read
     */
    private record Wanted(String content, int rank, List<FieldProblem> problems) {}

    Listed listed() {
        return listed;
    }

    Suspects suspects() {
        return suspects;
    }

    long rows() {
        return rows.count();
    }

    /** Reads both; answers why it broke off, empty when all was read. */
    Optional<String> read() {
        readRows();
        return new ZapierListing(zapier, link.zapierTableId(), stopped).read(this::compare);
    }

    private void readRows() {
        SeenRecords fresh = new SeenRecords();
        database.apply(tx -> link.supabase().scan(tx, row -> fresh.add(content(row.row()))));
        rows = fresh;
        progress.at(link.mapping().name(), "Supabase rows", rows.count());
    }

    private String content(Row row) {
        return sides.hash(row.only(field -> !link.supabase().isFilled(field)));
    }

    private void compare(ZapierTablesClient.Page page) {
        Map<String, ZapierRecord> fresh = new LinkedHashMap<>();
        for (ZapierRecord record : page.records()) {
            if (!listed.ids().contains(record.id())) { // else shown twice: something was written meanwhile
                fresh.put(record.id(), record);
            }
        }
        Map<String, Integer> ranks = new HashMap<>();
        List<String> contents = new ArrayList<>();
        for (ZapierRecord record : fresh.values()) {
            Decoded decoded = sides.decoded(record);
            String content = content(link.mapping().withFallbacks(decoded.row()));
            int rank = ranks.merge(content, listed.keys().times(content) + 1, (before, first) -> before + 1);
            contents.add(content);
            if (!decoded.isWhole() || rows.times(content) < rank) {
                suspects.add(Suspect.ofRecord(record.id()));
                wanted.put(record.id(), new Wanted(content, rank, decoded.problems()));
            }
        }
        fresh.keySet().forEach(listed.ids()::add);
        contents.forEach(listed.keys()::add); // after the page: asking sorts, and a page is asked about often
        for (String id : page.unreadableIds()) {
            listed.unreadable().add(id);
            suspects.add(Suspect.ofRecord(id));
        }
        progress.at(link.mapping().name(), "Zapier records", listed.records());
    }

    @Override
    public int atOnce() {
        return Verification.MOST_SUSPECTS; // each look reads all rows
    }

    @Override
    public Map<Suspect, Look> look(List<Suspect> batch) {
        readRows();
        List<String> ids = batch.stream().map(Suspect::id).toList();
        Map<String, Known> known = new Bookkeeping(link.mapping(), database).byZapierIds(ids);
        Set<String> edited = database.transaction(tx -> AuditTrail.editedAfterwards(tx, link.mapping(), ids));
        Map<Suspect, Look> looks = new HashMap<>();
        batch.forEach(suspect -> looks.put(
                suspect,
                look(suspect.id(), Optional.ofNullable(known.get(suspect.id())), edited.contains(suspect.id()))));
        return looks;
    }

    private Look look(String id, Optional<Known> known, boolean edited) {
        OneRecord one = new OneRecord(sides, id, known.stream().toList());
        Optional<Wanted> row = Optional.ofNullable(wanted.get(id));
        if (row.isEmpty()) {
            return one.unreadable(List.of(id));
        }
        if (!row.get().problems().isEmpty()) {
            return one.unreadableCells(row.get().problems());
        }
        if (rows.times(row.get().content()) >= row.get().rank()) {
            return new Look.Equal();
        }
        return edited && known.filter(there -> !there.busy()).isPresent() ? new Look.Kept() : one.withoutRow(id);
    }
}
