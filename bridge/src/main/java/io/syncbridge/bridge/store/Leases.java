package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Takes due records under lease, with what was said of them. Where records have tenants, every batch is shared among the
 * tenants that have due records, in turn; what some do not need, others get.
 */
final class Leases {
    /** Each costs two looks into an index, each claim. */
    private static final int MOST_TENANTS = 24;

    private static final String HINTS = """
            select record_id, id, kind, payload, overwritten_at, received_at, request_id, trace
              from bridge.hint where record_id = any(?) and not kept order by id
            """;
    private final TableMapping mapping;
    private final Database database;
    private final DueRecords due;
    private final DueTenants tenants;
    private final TenantLocks locks;

    Leases(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
        this.due = new DueRecords(mapping.name());
        this.tenants = new DueTenants(mapping.name());
        this.locks = new TenantLocks(mapping.name());
    }

    /** Leases up to {@code most} due records, none of these tenants. */
    List<Claim> take(int most, Duration lease, Set<String> quiet) {
        String batch = mapping.queue().tenantLock() ? UUID.randomUUID().toString() : "";
        return database.transaction(tx -> {
            List<Claim> bare = mapping.tenant().isPresent()
                    ? shared(tx, new Batch(batch, most, lease), quiet)
                    : withoutTenants(tx, new Batch(batch, most, lease));
            if (bare.isEmpty()) {
                if (!batch.isEmpty()) {
                    TenantLocks.end(tx, List.of(batch));
                }
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

    private record Batch(String name, int most, Duration lease) {}

    private List<Claim> withoutTenants(Tx tx, Batch batch) throws SQLException {
        List<Claim> bare = due.bare(tx, batch.most(), batch.lease(), row -> claim(row, batch));
        // A tenant may stand on a record from another time, when the mapping named its field.
        return bare.isEmpty()
                ? due.owned(tx, tenants.next(tx, Set.of(), 1), batch.most(), batch.lease(), row -> claim(row, batch))
                : bare;
    }

    private List<Claim> shared(Tx tx, Batch batch, Set<String> quiet) throws SQLException {
        int room = Math.clamp(batch.most() - 1, 1, MOST_TENANTS);
        List<String> whose = tenants.next(tx, quiet, room);
        if (mapping.queue().tenantLock()) {
            whose = locks.take(tx, batch.name(), whose, batch.lease());
        }
        int share = Math.max(1, batch.most() / (whose.size() + 1));
        List<Claim> taken = new ArrayList<>(due.bare(tx, share, batch.lease(), row -> claim(row, batch)));
        boolean moreBare = taken.size() == share;
        if (taken.size() < batch.most()) {
            taken.addAll(due.owned(tx, whose, share, batch.lease(), row -> claim(row, batch)));
        }
        Map<String, Long> counts = taken.stream()
                .flatMap(claim -> claim.turn().tenant().stream())
                .collect(Collectors.groupingBy(tenant -> tenant, Collectors.counting()));
        List<String> more = whose.stream()
                .filter(tenant -> counts.getOrDefault(tenant, 0L) == share)
                .toList();
        int each = (batch.most() - taken.size()) / Math.max(1, more.size() + (moreBare ? 1 : 0));
        if (each > 0 && moreBare) {
            taken.addAll(due.bare(tx, each, batch.lease(), row -> claim(row, batch)));
        }
        if (each > 0) {
            taken.addAll(due.owned(tx, more, each, batch.lease(), row -> claim(row, batch)));
        }
        return taken;
    }

    private record RecordHint(long recordId, Claim.StoredHint hint) {}

    private Claim claim(ResultSet row, Batch batch) throws SQLException {
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
                Optional.ofNullable(row.getString("choice")).map(side -> Side.valueOf(side.toUpperCase(Locale.ROOT))),
                new Claim.Turn(Optional.ofNullable(row.getString("tenant")), batch.name()));
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
        Optional<String> trace = Optional.ofNullable(row.getString("trace"));
        return new RecordHint(
                row.getLong("record_id"),
                new Claim.StoredHint(
                        row.getLong("id"),
                        Claim.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getString("payload")),
                        Tx.instant(row, "overwritten_at"),
                        Tx.instant(row, "received_at").orElse(Instant.EPOCH),
                        Optional.ofNullable(row.getString("request_id")).map(id -> new Origin(id, trace))));
    }
}
