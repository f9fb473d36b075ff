package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.codec.ZapierField;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for records that do not live any more: the only proof that somebody deleted them. Two calls for up to a batch of
 * records, three when none of them lives; none at all under {@code deletes: ignore}.
 */
record TrashLook(Link link, ZapierTablesClient zapier) {

    /** By claim id. A record that was made anew under the same key counts as the record. */
    Answer<Map<Long, Seen>> look(List<Claim> claims) {
        Map<ZapierField, List<String>> keys = keys(claims);
        return zapier.recordsWith(link.zapierTableId(), keys)
                .then(TrashLook::readableOnly)
                .then(live -> trashed(claims)
                        .then(trash -> live.isEmpty()
                                ? zapier.isEmpty(link.zapierTableId()).map(empty -> seen(claims, live, trash, empty))
                                : new Answer.Given<>(seen(claims, live, trash, false))));
    }

    /** The records of these claims that are in the trash. */
    Answer<List<ZapierRecord>> trashed(List<Claim> claims) {
        return zapier.trashedWith(link.zapierTableId(), keys(claims));
    }

    /** A record that cannot be read may be the one that is looked for: then nothing is known. */
    private static Answer<List<ZapierRecord>> readableOnly(ZapierTablesClient.Records records) {
        return records.unreadable() == 0
                ? new Answer.Given<>(records.readable())
                : new Answer.Later<>(Duration.ofSeconds(5), "a record of the table cannot be read");
    }

    /** The claim's own record among those in the trash; without a known id the one deleted last under its key. */
    Optional<ZapierRecord> own(Claim claim, List<ZapierRecord> trash) {
        return trash.stream()
                .filter(record -> claim.zapierId().isPresent()
                        ? claim.zapierId().get().equals(record.id())
                        : hasKey(record, claim))
                .max(Comparator.comparing(ZapierRecord::editedAt));
    }

    private Map<Long, Seen> seen(
            List<Claim> claims, List<ZapierRecord> live, List<ZapierRecord> trash, boolean tableIsEmpty) {
        Map<Long, Seen> seen = new HashMap<>();
        for (Claim claim : claims) {
            Optional<Seen> anew = live.stream()
                    .filter(record -> hasKey(record, claim))
                    .min(Comparator.comparing(ZapierRecord::id))
                    .map(Seen.Live::new);
            Optional<Seen> deleted = own(claim, trash).map(record -> new Seen.Trashed(record, tableIsEmpty));
            seen.put(claim.id(), anew.or(() -> deleted).orElseGet(Seen.Vanished::new));
        }
        return seen;
    }

    private boolean hasKey(ZapierRecord record, Claim claim) {
        return RecordKey.text(link.zapier()
                        .decode(record.data())
                        .row()
                        .get(link.mapping().key()))
                .equals(claim.key());
    }

    private Map<ZapierField, List<String>> keys(List<Claim> claims) {
        Set<String> spellings = new LinkedHashSet<>();
        claims.forEach(claim ->
                claim.key().ifPresent(key -> spellings.addAll(RecordKey.spellings(link.mapping(), key))));
        return Map.of(link.zapier().field(link.mapping().key()).orElseThrow(), List.copyOf(spellings));
    }
}
