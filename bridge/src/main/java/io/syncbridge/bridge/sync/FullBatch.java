package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.RecordKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Reads the Supabase rows of a batch and settles what needs no look at Zapier: the echoes of our own writes. Far behind,
 * half of what is due may be such echoes, and a call for the rest would go half empty; then more is claimed until the
 * batch is full.
 */
record FullBatch(
        Link link, SchemaGuard schema, Database database, TenantAdmission admission, EchoPass echoes, Retries retries) {

    /** Where every second due record is an echo, each round fills half of what the one before left open. */
    private static final int MOST_ROUNDS = 12;
    /** A single one is not worth a claim of its own. */
    private static final int WORTH_ASKING = 2;

    /**
     * What needs a look.
     *
     * @param rows by the claim's id, as far as there are any
     */
    record Open(List<Claim> claims, Map<Long, StoredRow> rows) {}

    /** Nothing is open, and all is put off, when the columns do not fit any more. */
    Open open(List<Claim> leased, Set<String> quiet, IntFunction<List<Claim>> more) {
        Map<Long, StoredRow> rows = new HashMap<>();
        List<Claim> open = new ArrayList<>();
        List<Claim> next = leased;
        int asked = BatchPass.MOST_RECORDS;
        for (int round = 0; round < MOST_ROUNDS && !next.isEmpty(); round++) {
            if (!found(next, rows)) {
                open.forEach(retries::databaseFailed);
                next.forEach(retries::databaseFailed);
                return new Open(List.of(), Map.of());
            }
            open.addAll(echoes.others(admission.bySupabase(next, rows, quiet), rows));
            boolean behind = next.size() == asked;
            asked = BatchPass.MOST_RECORDS - open.size();
            next = behind && asked >= WORTH_ASKING ? more.apply(asked) : List.of();
        }
        return new Open(open, rows);
    }

    private boolean found(List<Claim> claims, Map<Long, StoredRow> rows) {
        try {
            rows.putAll(rows(claims));
            return true;
        } catch (DatabaseException failed) {
            if (!failed.mayBeSchema() || schema.columnsStillFit()) {
                throw failed;
            }
            return false;
        }
    }

    private Map<Long, StoredRow> rows(List<Claim> claims) {
        List<String> keys = claims.stream()
                .flatMap(claim -> claim.key().stream())
                .filter(key -> RecordKey.value(link.mapping(), key).isPresent())
                .toList();
        Map<String, StoredRow> byKey =
                database.transaction(tx -> link.supabase().read(tx, keys));
        Map<Long, StoredRow> rows = new HashMap<>();
        for (Claim claim : claims) {
            claim.key().map(byKey::get).ifPresent(row -> rows.put(claim.id(), row));
        }
        return rows;
    }
}
