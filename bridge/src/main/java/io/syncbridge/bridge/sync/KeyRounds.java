package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.RecordKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parts a batch into rounds, so that records side by side never contend for a key: of several that nobody has heard of and
 * that state the same one, the oldest goes first and is the record; the others then find it taken and become copies.
 */
record KeyRounds(Link link) {

    /** The rounds in their order; one, unless records share a key. */
    List<List<Claim>> of(List<Claim> claims, Map<Long, Optional<ZapierRecord>> shown) {
        List<List<Claim>> rounds = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        // ULIDs are ordered by when the record was made.
        List<Claim> byAge = claims.stream()
                .sorted(Comparator.comparing(claim -> claim.zapierId().orElse("")))
                .toList();
        for (Claim claim : byAge) {
            int round = claim.key().isPresent()
                    ? 0
                    : stated(shown.getOrDefault(claim.id(), Optional.empty()))
                            .map(key -> taken.merge(key, 1, Integer::sum) - 1)
                            .orElse(0);
            while (rounds.size() <= round) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(claim);
        }
        return rounds;
    }

    private Optional<String> stated(Optional<ZapierRecord> record) {
        return record.flatMap(shown -> RecordKey.text(
                link.zapier().decode(shown.data()).row().get(link.mapping().key())));
    }
}
