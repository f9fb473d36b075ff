package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads both sides once: a page of Zapier's records with the rows of their keys, then Supabase's keys in order for what
 * Zapier did not show. The two are not read at one moment, so what seems to differ is only suspect.
 */
final class TwoWayReading {
    private static final int SLICE = 5000;

    private final Link link;
    private final Sides sides;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final Listed listed = Listed.nothing();
    private final Suspects suspects = new Suspects();
    private long rows;

    TwoWayReading(Link link, Database database, ZapierTablesClient zapier, BooleanSupplier stopped, Progress progress) {
        this.link = link;
        this.sides = new Sides(link);
        this.database = database;
        this.zapier = zapier;
        this.stopped = stopped;
        this.progress = progress;
    }

    Listed listed() {
        return listed;
    }

    Suspects suspects() {
        return suspects;
    }

    long rows() {
        return rows;
    }

    /** Reads both; answers why it broke off, empty when all was read. */
    Optional<String> read() {
        return new ZapierListing(zapier, link.zapierTableId(), stopped)
                .read(this::compare)
                .or(this::keys);
    }

    /** One record as a page showed it. */
    private record Shown(String zapierId, Decoded decoded, Optional<String> key) {}

    private void compare(ZapierTablesClient.Page page) {
        List<Shown> shown = page.records().stream()
                .map(record -> {
                    Decoded decoded = sides.decoded(record);
                    return new Shown(record.id(), decoded, sides.key(decoded));
                })
                .toList();
        List<String> keys = shown.stream()
                .flatMap(record -> record.key().stream())
                .distinct()
                .toList();
        Map<String, StoredRow> found = new HashMap<>();
        database.transaction(tx -> link.supabase().read(tx, keys))
                .forEach((key, row) -> found.put(sides.key(key), row));
        for (Shown record : shown) {
            listed.ids().add(record.zapierId());
            record.key().ifPresent(listed.keys()::add);
            Optional<StoredRow> row = record.key().map(found::get);
            if (row.isEmpty() || !sides.equal(record.decoded(), row.get())) {
                suspects.add(record.key().map(Suspect::ofKey).orElseGet(() -> Suspect.ofRecord(record.zapierId())));
            }
        }
        for (String id : page.unreadableIds()) {
            listed.unreadable().add(id);
            suspects.add(Suspect.ofRecord(id));
        }
        progress.at(link.mapping().name(), "Zapier records", listed.records());
    }

    private Optional<String> keys() {
        Optional<String> last = Optional.empty();
        List<String> slice;
        do {
            Optional<String> after = last;
            slice = database.transaction(tx -> link.supabase().keys(tx, after, SLICE));
            for (String printed : slice) {
                String key = sides.key(printed);
                if (listed.keys().times(key) != 1) {
                    suspects.add(Suspect.ofKey(key));
                }
            }
            rows += slice.size();
            last = slice.isEmpty() ? last : Optional.of(slice.getLast());
            progress.at(link.mapping().name(), "Supabase rows", rows);
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        } while (slice.size() == SLICE);
        return Optional.empty();
    }
}
