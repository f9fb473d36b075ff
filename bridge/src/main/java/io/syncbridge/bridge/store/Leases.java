package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes due records under lease, with what was said of them. */
final class Leases {
    /**
     * Half of a batch is the longest waiting, half what became due last: a live change does not wait behind a backlog,
     * and the backlog goes on whatever comes in.
     */
    private static final String CLAIM = """
            with oldest as (
              select id from bridge.sync_record
               where mapping = ? and due_at <= clock_timestamp()
                 and (lease_until is null or lease_until < clock_timestamp())
               order by due_at limit ? for update skip locked),
            newest as (
              select id from bridge.sync_record
               where mapping = ? and due_at <= clock_timestamp()
                 and (lease_until is null or lease_until < clock_timestamp())
               order by due_at desc limit ? for update skip locked)
            update bridge.sync_record r
               set lease_until = clock_timestamp() + ? * interval '1 millisecond', fence = r.fence + 1
              from (select id from oldest union select id from newest) due
             where r.id = due.id
            returning r.id, r.s_key, r.z_id, r.memory::text as memory, r.wanted, r.fence, r.tries,
                      r.failing_since, r.told, r.refused, r.refused_why, r.choice, clock_timestamp() as now
            """;

    private static final String HINTS = """
            select record_id, id, kind, payload, overwritten_at, received_at
              from bridge.hint where record_id = any(?) and not kept order by id
            """;
    private final TableMapping mapping;
    private final Database database;

    Leases(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
    }

    /** Leases up to {@code most} due records: the longest waiting, and those that became due last. */
    List<Claim> take(int most, Duration lease) {
        return database.transaction(tx -> {
            List<Claim> bare = tx.all(
                    CLAIM, this::claim, mapping.name(), most - most / 2, mapping.name(), most / 2, lease.toMillis());
            if (bare.isEmpty()) {
                return bare;
            }
            Map<Long, List<RecordHint>> hints =
                    tx.all(HINTS, Leases::hint, bare.stream().map(Claim::id).toList()).stream()
                            .collect(Collectors.groupingBy(RecordHint::recordId));
            return bare.stream()
                    .map(claim -> claim.hinted(hints.getOrDefault(claim.id(), List.of()).stream()
                            .map(RecordHint::hint)
                            .toList()))
                    .toList();
        });
    }

    private record RecordHint(long recordId, Claim.StoredHint hint) {}

    private Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                row.getLong("id"),
                Optional.ofNullable(row.getString("s_key")),
                Optional.ofNullable(row.getString("z_id")),
                MemoryJson.read(mapping, row.getString("memory")),
                row.getLong("wanted"),
                row.getLong("fence"),
                row.getInt("tries"),
                failing(row),
                Tx.instant(row, "now").orElse(Instant.EPOCH),
                List.of(),
                Optional.ofNullable(row.getString("choice")).map(side -> Side.valueOf(side.toUpperCase(Locale.ROOT))));
    }

    private static Claim.Failing failing(ResultSet row) throws SQLException {
        String reason = row.getString("refused_why");
        return new Claim.Failing(
                Tx.instant(row, "failing_since"),
                Optional.ofNullable(row.getString("told")),
                Optional.ofNullable(row.getString("refused"))
                        .map(write -> new Claim.RefusedWrite(write, reason == null ? "" : reason)));
    }

    private static RecordHint hint(ResultSet row) throws SQLException {
        return new RecordHint(
                row.getLong("record_id"),
                new Claim.StoredHint(
                        row.getLong("id"),
                        Claim.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getString("payload")),
                        Tx.instant(row, "overwritten_at"),
                        Tx.instant(row, "received_at").orElse(Instant.EPOCH)));
    }
}
