package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.TenantTurns;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.row.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records of a batch that may be worked off now that it is seen whose they are; the others are handed back. */
record TenantAdmission(Link link, TenantTurns turns) {

    /** By what Supabase holds. */
    List<Claim> bySupabase(List<Claim> claims, Map<Long, StoredRow> rows, Set<String> quiet) {
        Map<Long, Row> contents = new HashMap<>();
        rows.forEach((id, row) -> contents.put(id, row.content().row()));
        return turns.admitted(claims, contents, quiet);
    }

    /** Those whose tenant Supabase does not tell, by what Zapier shows. */
    List<Claim> byZapier(List<Claim> claims, Map<Long, Optional<ZapierRecord>> records, Set<String> quiet) {
        if (link.mapping().tenant().isEmpty()) {
            return claims;
        }
        Map<Long, Row> contents = new HashMap<>();
        records.forEach((id, found) -> found.ifPresent(
                record -> contents.put(id, link.zapier().decode(record.data()).row())));
        List<Claim> unknown =
                claims.stream().filter(claim -> claim.turn().tenant().isEmpty()).toList();
        Set<Claim> back = new HashSet<>(unknown);
        turns.admitted(unknown, contents, quiet).forEach(back::remove);
        return claims.stream().filter(claim -> !back.contains(claim)).toList();
    }
}
