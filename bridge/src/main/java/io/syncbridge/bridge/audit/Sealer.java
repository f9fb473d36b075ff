package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.store.Unsealed;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.codec.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes waiting rows into the chain, a portion in a transaction. One portion at a time over all instances: whoever finds another
 * at it goes away. What is killed is rolled back, lines and entries together.
 */
final class Sealer {
    /** Rows in a portion: some 100 ms. */
    static final int PORTION = 5000;

    /** Rows that come from the server at a time. */
    private static final int TOGETHER = 100;

    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('bridge.audit_chain', 0)) as mine";
    private static final String WAIT = "select pg_advisory_xact_lock(hashtextextended('bridge.audit_chain', 0))";
    private static final String TAKE = """
            delete from bridge.audit_unsealed
             where ctid = any(array(select ctid from bridge.audit_unsealed order by row_id limit ?))
            returning audit_table, row_id, digest
            """;
    private static final String READ = """
            select id, to_jsonb(a) - 'timestamp' as row, {digest} as digest,
                   case when isfinite("timestamp") then (extract(epoch from "timestamp") * 1000000)::bigint::text
                        else "timestamp"::text end as micros
              from {audit table} a where id = any(?)
            """;

    private final Database database;
    private final Optional<Secret> key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** The time that entries bear, and the day that they belong to. */
    @FunctionalInterface
    interface Clock {
        /** The database's own: all instances agree on it. */
        Clock OF_DATABASE = tx -> tx.first(
                        "select clock_timestamp() as now",
                        row -> Tx.instant(row, "now").orElseThrow())
                .orElseThrow();

        Instant now(Tx tx) throws SQLException;
    }

    /**
     * A sealer of this database.
     *
     * @param key signs the last entry of each portion; empty for no signatures
     */
    Sealer(Database database, Optional<Secret> key, Clock clock) {
        this.database = database;
        this.key = key;
        this.clock = clock;
    }

    /** A row that waits. The digest is empty where it was not inserted by a version that leaves one. */
    record Waiting(String table, long rowId, Optional<String> digest) {}

    /** What a row's entry holds. The row itself, which may be large, is let go. */
    private record Found(String digest, String salt, String values, String content, Optional<Long> keepUntil) {}

    /** Seals one portion of what waits; answers how many rows, 0 when none wait or another instance is at it. */
    int portion() {
        return database.transaction(tx -> isAlone(tx) ? seal(tx, waiting(tx)) : 0);
    }

    /** Seals all that is committed now, waiting for another instance where one is at it. */
    void all() {
        int sealed;
        do {
            sealed = database.transaction(tx -> {
                await(tx);
                return seal(tx, waiting(tx));
            });
        } while (sealed == PORTION);
    }

    /** True when this transaction may write to the chain, until its end. */
    static boolean isAlone(Tx tx) throws SQLException {
        return tx.first(LOCK, row -> row.getBoolean("mine")).orElse(false);
    }

    /** The same, waiting for it. */
    static void await(Tx tx) throws SQLException {
        tx.first(WAIT, row -> true);
    }

    private static List<Waiting> waiting(Tx tx) throws SQLException {
        return tx.all(
                TAKE,
                row -> new Waiting(
                        row.getString("audit_table"),
                        row.getLong("row_id"),
                        Optional.of(Hashes.hex(row.getBytes("digest")))),
                PORTION);
    }

    /** Appends these to the chain, by table and id; the lock must be held. */
    int seal(Tx tx, List<Waiting> waiting) throws SQLException {
        if (waiting.isEmpty()) {
            return 0;
        }
        Map<String, Map<Long, Found>> rows = new HashMap<>();
        Map<String, List<Long>> wanted = waiting.stream()
                .collect(
                        Collectors.groupingBy(Waiting::table, Collectors.mapping(Waiting::rowId, Collectors.toList())));
        for (Map.Entry<String, List<Long>> table : wanted.entrySet()) {
            rows.put(table.getKey(), read(tx, table.getKey(), table.getValue()));
        }
        ChainAppend chain = new ChainAppend(tx, ChainHead.last(tx), clock.now(tx));
        List<Waiting> ordered = new ArrayList<>(waiting);
        ordered.sort(Comparator.comparing(Waiting::table).thenComparingLong(Waiting::rowId));
        for (Waiting one : ordered) {
            entry(
                    chain,
                    one,
                    Optional.ofNullable(rows.getOrDefault(one.table(), Map.of()).get(one.rowId())));
        }
        chain.write(key.map(secret -> secret.value().getBytes(StandardCharsets.UTF_8)));
        return ordered.size();
    }

    private static void entry(ChainAppend chain, Waiting waiting, Optional<Found> found) {
        if (found.isEmpty()) {
            String nothing = waiting.digest().orElse(Hashes.NONE);
            chain.add(waiting, ChainEntry.State.MISSING, Optional.empty(), Hashes.NONE, nothing, Optional.empty());
            return;
        }
        ChainEntry.State state = waiting.digest().isEmpty()
                ? ChainEntry.State.ADOPTED
                : waiting.digest().get().equals(found.get().digest())
                        ? ChainEntry.State.SEALED
                        : ChainEntry.State.ALTERED;
        Found row = found.get();
        chain.add(waiting, state, Optional.of(row.salt()), row.values(), row.content(), row.keepUntil());
    }

    private Map<Long, Found> read(Tx tx, String table, List<Long> ids) throws SQLException {
        Optional<String> place = AuditTables.named(tx, table);
        if (place.isEmpty()) {
            return Map.of();
        }
        Map<Long, Found> rows = new HashMap<>();
        tx.some(
                TOGETHER,
                READ.replace("{digest}", Unsealed.DIGEST).replace(AuditTables.PLACE, place.get()),
                () -> true,
                row -> rows.put(row.getLong("id"), found(table, row)),
                ids);
        return rows;
    }

    private Found found(String table, ResultSet row) throws SQLException {
        AuditRow read = AuditRow.of(parsed(row.getString("row")), row.getString("micros"));
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        String values = read.valuesHash(salt);
        return new Found(
                Hashes.hex(row.getBytes("digest")),
                Hashes.hex(salt),
                values,
                read.contentHash(table, values),
                read.keepUntil());
    }

    static JsonNode parsed(String json) {
        return JsonText.parse(json).orElseThrow(() -> new IllegalStateException("jsonb that does not parse"));
    }
}
