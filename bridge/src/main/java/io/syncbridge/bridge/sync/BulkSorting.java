package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sorts a page of Zapier records by what the bookkeeping knows of them. Strange ones are left to the usual pass. */
final class BulkSorting {
    private final Link link;
    private final Bookkeeping bookkeeping;

    BulkSorting(Link link, Database database) {
        this.link = link;
        this.bookkeeping = new Bookkeeping(link.mapping(), database);
    }

    BulkRound.Sorted sort(List<ZapierRecord> records) {
        Map<String, Known> byId =
                bookkeeping.byZapierIds(records.stream().map(ZapierRecord::id).toList());
        long known = 0;
        List<ZapierRecord> left = new ArrayList<>();
        List<BulkRound.Candidate> unheardOf = new ArrayList<>();
        for (ZapierRecord record : records) {
            Decoded decoded = link.zapier().decode(record.data());
            Optional<Known> there = Optional.ofNullable(byId.get(record.id()));
            Optional<String> key = key(record, decoded);
            if (there.isPresent()) {
                if (isSettled(there.get(), record, decoded)) {
                    known++;
                } else {
                    left.add(record);
                }
            } else if (decoded.isWhole() && key.isPresent()) {
                unheardOf.add(new BulkRound.Candidate(record, decoded.row(), key.get()));
            } else {
                left.add(record);
            }
        }
        return keyed() ? withoutSharedKeys(known, unheardOf, left) : new BulkRound.Sorted(known, unheardOf, left);
    }

    private boolean keyed() {
        return link.mapping().mode() == SyncMode.TWO_WAY;
    }

    /** The key as the usual pass would say it; empty where a person must. */
    private Optional<String> key(ZapierRecord record, Decoded decoded) {
        TableMapping mapping = link.mapping();
        return keyed()
                ? RecordKey.text(decoded.row().get(mapping.key()))
                        .or(() -> RecordKey.generated(mapping, link.zapierTableId(), record.id()))
                        .filter(text -> RecordKey.value(mapping, text).isPresent())
                : Optional.of("");
    }

    private boolean isSettled(Known known, ZapierRecord record, Decoded decoded) {
        return known.busy()
                || known.parked()
                || record.editedAt().isBefore(known.memory().zapierVersion())
                || (known.memory().isLive()
                        && known.memory().doubts().isEmpty()
                        && decoded.isWhole()
                        && link.mapping()
                                .sameContent(decoded.row(), known.memory().base()));
    }

    /** Which of several records with one key is the record, and which are copies, is decided one by one. */
    private BulkRound.Sorted withoutSharedKeys(
            long known, List<BulkRound.Candidate> unheardOf, List<ZapierRecord> others) {
        Map<String, Integer> times = new HashMap<>();
        unheardOf.forEach(candidate -> times.merge(candidate.key(), 1, Integer::sum));
        Map<String, Known> held = bookkeeping.byKeys(List.copyOf(times.keySet()));
        List<ZapierRecord> left = new ArrayList<>(others);
        List<BulkRound.Candidate> fresh = new ArrayList<>();
        for (BulkRound.Candidate candidate : unheardOf) {
            if (times.getOrDefault(candidate.key(), 0) > 1 || held.containsKey(candidate.key())) {
                left.add(candidate.record());
            } else {
                fresh.add(candidate);
            }
        }
        return new BulkRound.Sorted(known, fresh, left);
    }
}
