package io.syncbridge.bridge.shadow;

import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.supabase.MappedTable.Keyed;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.ContentHash;
import io.syncbridge.reconcile.Memory;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One look at all of one table: Zapier page by page with the rows and memories of its records, then the Supabase rows that
 * no page showed. Reads only. Held in memory: the keys that were seen.
 */
final class ShadowLook {
    private static final int SLICE = 1000;

    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Memories memories;
    private final BooleanSupplier stopped;
    private final Told told;
    private final Judge judge;
    private final Set<String> seen = new HashSet<>();
    private long looked;

    /** Hears of every record: what would be done, and a fingerprint of what both sides held. */
    @FunctionalInterface
    interface Told {
        void decided(Decision decision, String fingerprint);
    }

    ShadowLook(
            Link link,
            Database database,
            ZapierTablesClient zapier,
            Memories memories,
            BooleanSupplier stopped,
            Told told) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.memories = memories;
        this.stopped = stopped;
        this.told = told;
        this.judge = new Judge(
                link.mapping(),
                database.transaction(tx -> tx.first(
                                "select clock_timestamp() as now",
                                row -> Tx.instant(row, "now").orElse(Instant.EPOCH)))
                        .orElse(Instant.EPOCH));
    }

    /** How many records were looked at. */
    long looked() {
        return looked;
    }

    /** Looks; answers why it broke off, empty when all was read. */
    Optional<String> run() {
        return new ZapierListing(zapier, link.zapierTableId(), stopped)
                .read(page -> zapierPage(page.records()))
                .or(this::rest);
    }

    private record Read(ZapierRecord record, Decoded cells, Optional<Known> known, String key) {}

    private void zapierPage(List<ZapierRecord> records) {
        Map<String, Known> byId =
                memories.byZapierIds(records.stream().map(ZapierRecord::id).toList());
        List<Read> read = records.stream()
                .map(record -> {
                    Decoded cells = link.zapier().decode(record.data());
                    Optional<Known> known = Optional.ofNullable(byId.get(record.id()));
                    return new Read(record, cells, known, key(record, cells, known));
                })
                .toList();
        List<String> keys = read.stream()
                .map(Read::key)
                .filter(key -> RecordKey.value(link.mapping(), key).isPresent())
                .distinct()
                .toList();
        Map<String, Known> byKey = memories.byKeys(keys);
        Map<String, Decoded> rows = new HashMap<>();
        database.transaction(tx -> link.supabase().read(tx, keys))
                .forEach((key, row) -> rows.put(spelt(key), row.content()));
        for (Read one : read) {
            boolean copy = !seen.add(one.key());
            Optional<Known> known = one.known().or(() -> Optional.ofNullable(byKey.get(one.key())));
            if (copy) {
                tell(
                        Decision.without(
                                link.mapping().name(),
                                one.record().id(),
                                "same_key_twice",
                                List.of(link.mapping().key())),
                        one.key());
            } else {
                Optional<Decoded> row = Optional.ofNullable(rows.get(one.key()));
                Judge.Shown shown = new Judge.Shown(
                        one.record().id(), one.cells(), one.record().editedAt());
                tell(
                        judge.decide(one.key(), memory(known), row, Optional.of(shown)),
                        fingerprint(row, Optional.of(one.cells())));
            }
        }
    }

    private Optional<String> rest() {
        Optional<String> last = Optional.empty();
        List<Keyed> slice;
        do {
            Optional<String> after = last;
            slice = database.transaction(tx -> link.supabase().slice(tx, after, SLICE));
            List<Keyed> alone = slice.stream()
                    .filter(row -> !seen.contains(spelt(row.key())))
                    .toList();
            Map<String, Known> known =
                    memories.byKeys(alone.stream().map(row -> spelt(row.key())).toList());
            for (Keyed row : alone) {
                String key = spelt(row.key());
                tell(
                        judge.decide(
                                key,
                                memory(Optional.ofNullable(known.get(key))),
                                Optional.of(row.content()),
                                Optional.empty()),
                        fingerprint(Optional.of(row.content()), Optional.empty()));
            }
            last = slice.isEmpty() ? last : Optional.of(slice.getLast().key());
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        } while (slice.size() == SLICE);
        return Optional.empty();
    }

    private void tell(Decision decision, String fingerprint) {
        looked++;
        told.decided(decision, fingerprint);
    }

    /** The key it is known by, the one it states, or the one it would be given. */
    private String key(ZapierRecord record, Decoded cells, Optional<Known> known) {
        return Stream.of(
                        known.flatMap(Known::key),
                        RecordKey.text(cells.row().get(link.mapping().key())),
                        RecordKey.generated(link.mapping(), link.zapierTableId(), record.id()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(record.id());
    }

    private String spelt(String printed) {
        return RecordKey.value(link.mapping(), printed).flatMap(RecordKey::text).orElse(printed);
    }

    private static Memory memory(Optional<Known> known) {
        return known.map(Known::memory).orElse(Memory.NOTHING);
    }

    private String fingerprint(Optional<Decoded> supabase, Optional<Decoded> zapier) {
        return hash(supabase) + "|" + hash(zapier);
    }

    private String hash(Optional<Decoded> side) {
        return side.map(decoded -> ContentHash.of(link.mapping(), decoded.row()))
                .orElse("");
    }
}
