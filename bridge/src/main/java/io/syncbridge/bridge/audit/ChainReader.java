package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chain and its rows as the database holds them, in portions: memory does not grow with them, and no transaction lasts
 * long. An entry and its row are read by one statement, so that an erasure in between is seen whole or not at all.
 */
final class ChainReader {
    private static final int PORTION = 2000;
    /** Characters of rows in a portion; one row more may come with them, however long it is. */
    private static final int CHARACTERS = 1_000_000;

    /** Rows that come from the server at a time. */
    private static final int TOGETHER = 100;

    private static final String ENTRIES = """
            select e.*, (extract(epoch from e.sealed_at) * 1000000)::bigint as sealed_micros, {found} as found
              from bridge.audit_chain e where e.seq > ? and e.seq <= ? order by e.seq limit ?
            """;
    /** By id, however large the table: a join might read it whole for each portion. */
    private static final String ROW = """
             when ? then (select to_jsonb(a) || jsonb_build_object('timestamp',
                                 case when isfinite(a."timestamp") then (extract(epoch from a."timestamp") * 1000000)::bigint::text
                                      else a."timestamp"::text end)
                            from {audit table} a where a.id = e.row_id)
            """;

    private static final String RANGE = """
            select coalesce(min(seq), 1) as first, coalesce(max(seq), 0) as last from bridge.audit_chain
             where sealed_at >= coalesce(cast(? as timestamptz), '-infinity')
               and sealed_at < coalesce(cast(? as timestamptz), 'infinity')
               and (cast(? as text) is null or day = cast(? as date))
            """;
    private static final String NOW =
            "select clock_timestamp() as now, (select count(*) from bridge.audit_unsealed) as waiting";
    private static final String UNCHAINED = """
            select id from {audit table} a
             where actor = 'sync-bridge'
               and "timestamp" >= coalesce(cast(? as timestamptz), '-infinity')
               and "timestamp" < coalesce(cast(? as timestamptz), 'infinity')
               and not exists (select from bridge.audit_chain c where c.row_id = a.id and c.audit_table = ?)
               and not exists (select from bridge.audit_unsealed u where u.row_id = a.id and u.audit_table = ?)
             order by id
            """;

    private final Database database;

    ChainReader(Database database) {
        this.database = database;
    }

    /**
     * Which part of the chain.
     *
     * @param since sealed from then on; empty for the beginning
     * @param until sealed before; empty for the end
     * @param day sealed on that day
     */
    record Range(Optional<Instant> since, Optional<Instant> until, Optional<LocalDate> day) {
        static final Range ALL = new Range(Optional.empty(), Optional.empty(), Optional.empty());

        boolean isWhole() {
            return since.isEmpty() && until.isEmpty() && day.isEmpty();
        }
    }

    /**
     * What will be read: fixed before, so that a chain that grows meanwhile is read to an end.
     *
     * @param before what the first entry follows
     * @param last the last entry's number
     * @param whole true for the chain from its beginning to its end
     * @param now the database's time
     * @param waiting rows that are not sealed yet
     */
    record Span(ChainHead before, long last, boolean whole, Instant now, long waiting) {}

    /** Takes entries in their order, then rows that no entry stands for. */
    interface Receiver {
        void entry(Sealed sealed);

        void unchained(String table, long rowId);
    }

    Span span(Range range) {
        return database.transaction(tx -> {
            long first = 1;
            long last = ChainHead.last(tx).seq();
            if (!range.isWhole()) {
                Optional<String> day = range.day().map(LocalDate::toString);
                List<Long> found = tx.first(
                                RANGE,
                                row -> List.of(row.getLong("first"), row.getLong("last")),
                                range.since(),
                                range.until(),
                                day,
                                day)
                        .orElse(List.of(1L, 0L));
                first = found.getFirst();
                last = found.getLast();
            }
            ChainHead before = first > 1 ? ChainHead.at(tx, first - 1) : ChainHead.EMPTY;
            long end = last;
            return tx.first(
                            NOW,
                            row -> new Span(
                                    before,
                                    end,
                                    range.isWhole(),
                                    Tx.instant(row, "now").orElse(Instant.EPOCH),
                                    row.getLong("waiting")))
                    .orElseThrow();
        });
    }

    /** Reads it all. */
    void read(Range range, Span span, Receiver receiver) {
        List<String> tables = database.transaction(AuditTables::known);
        long after = span.before().seq();
        boolean more = true;
        while (more) {
            List<Sealed> portion = portion(tables, after, span.last());
            for (Sealed sealed : portion) {
                receiver.entry(sealed);
                after = sealed.entry().seq();
            }
            more = !portion.isEmpty();
        }
        for (String table : tables) {
            database.apply(tx -> unchained(tx, table, range, receiver));
        }
    }

    private List<Sealed> portion(List<String> tables, long after, long last) {
        return database.transaction(tx -> {
            StringBuilder rows = new StringBuilder("case e.audit_table");
            List<Object> parameters = new ArrayList<>();
            for (String table : tables) {
                Optional<String> place = AuditTables.named(tx, table);
                if (place.isPresent()) {
                    rows.append(ROW.replace(AuditTables.PLACE, place.get()));
                    parameters.add(table);
                }
            }
            String found = parameters.isEmpty() ? "cast(null as jsonb)" : rows + " end";
            parameters.addAll(List.of(after, last, PORTION));
            List<Sealed> portion = new ArrayList<>();
            int[] characters = {0};
            tx.some(
                    TOGETHER,
                    ENTRIES.replace("{found}", found),
                    () -> characters[0] < CHARACTERS,
                    row -> {
                        Optional<String> text = Optional.ofNullable(row.getString("found"));
                        characters[0] += text.map(String::length).orElse(0);
                        portion.add(new Sealed(entry(row), text.map(ChainReader::auditRow)));
                    },
                    parameters.toArray());
            return portion;
        });
    }

    private static void unchained(Tx tx, String table, Range range, Receiver receiver) throws SQLException {
        Optional<String> place = AuditTables.named(tx, table);
        // Until then such rows are older ones that will be taken over.
        if (place.isEmpty() || Adoption.isOpen(tx, table)) {
            return;
        }
        Optional<Instant> since = range.day().map(ChainReader::begin).or(range::since);
        Optional<Instant> until = range.day().map(day -> begin(day.plusDays(1))).or(range::until);
        tx.each(
                UNCHAINED.replace(AuditTables.PLACE, place.get()),
                row -> receiver.unchained(table, row.getLong("id")),
                since,
                until,
                table,
                table);
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static ChainEntry entry(ResultSet row) throws SQLException {
        return new ChainEntry(
                row.getLong("seq"),
                row.getObject("day", LocalDate.class),
                row.getInt("n"),
                row.getString("audit_table"),
                row.getLong("row_id"),
                ChainEntry.State.of(row.getString("state")),
                row.getLong("sealed_micros"),
                Optional.ofNullable(row.getObject("keep_until", Long.class)),
                Optional.ofNullable(row.getBytes("salt")).map(Hashes::hex),
                Hashes.hex(row.getBytes("values_hash")),
                Hashes.hex(row.getBytes("content_hash")),
                Hashes.hex(row.getBytes("hash")),
                Optional.ofNullable(row.getBytes("signature")).map(Hashes::hex));
    }

    private static AuditRow auditRow(String json) {
        JsonNode row = Sealer.parsed(json);
        return AuditRow.of(row, row.path("timestamp").asText());
    }
}
