package io.syncbridge.bridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How things stand for tenants, read from the bookkeeping.
 *
 * @param tenants counts per mapping and tenant, those with the most trouble first
 * @param tables every mapping, and the field that names its records' tenant, where it has one
 */
public record TenantReport(List<Counts> tenants, List<Table> tables) {
    private static final String COUNTS = """
            select s.mapping, s.tenant, count(*) as records,
                   count(*) filter (where due_at is not null) as pending,
                   count(*) filter (where parked_at is not null) as parked,
                   count(*) filter (where memory -> 'doubts' <> '[]'::jsonb) as in_doubt,
                   min(greatest(due_at, own.until, whole.until)) filter (where due_at is not null) as oldest,
                   clock_timestamp() as now
              from bridge.sync_record s
              left join bridge.quiet own on own.mapping = s.mapping and own.tenant = s.tenant
              left join bridge.quiet whole on whole.mapping = s.mapping and whole.tenant = ''
             where s.tenant is not null and (cast(? as text) is null or s.tenant = ?)
             group by s.mapping, s.tenant
             order by parked desc, pending desc, records desc, s.mapping, s.tenant
            """;
    private static final String TABLES = """
            select m.mapping, m.tenant_field,
                   (select count(*) from bridge.sync_record r
                     where r.mapping = m.mapping and r.parked_at is not null) as parked
              from bridge.mapping_state m order by m.mapping
            """;

    /** Copies the lists. */
    public TenantReport {
        tenants = List.copyOf(tenants);
        tables = List.copyOf(tables);
    }

    /**
     * One tenant's records of one mapping.
     *
     * @param records known ones
     * @param pending those that are due
     * @param behind how long the oldest of them could have been worked off: due, and not quiet; zero without one
     * @param parked those that wait for a person
     * @param inDoubt those with a write to Zapier whose outcome is unknown
     */
    public record Counts(
            String mapping, String tenant, long records, long pending, Duration behind, long parked, long inDoubt) {

        /** The counts in one line. */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "records %,d  pending %,d  parked %,d  in doubt %,d",
                    records,
                    pending,
                    parked,
                    inDoubt);
        }
    }

    /** A mapping, the field that names the tenant, and how many of its records are parked, whosever they are. */
    public record Table(String mapping, Optional<String> tenantField, long parked) {}

    /** Reads it, for one tenant or for all. */
    public static TenantReport read(Database database, Optional<String> tenant) {
        return database.transaction(tx -> new TenantReport(
                tx.all(COUNTS, TenantReport::counts, tenant, tenant),
                tx.all(
                        TABLES,
                        row -> new Table(
                                row.getString("mapping"),
                                Optional.ofNullable(row.getString("tenant_field")),
                                row.getLong("parked")))));
    }

    /** The counts of one mapping. */
    public List<Counts> of(String mapping) {
        return tenants.stream()
                .filter(counts -> counts.mapping().equals(mapping))
                .toList();
    }

    /** The mappings whose records name no tenant. */
    public List<Table> withoutTenant() {
        return tables.stream().filter(table -> table.tenantField().isEmpty()).toList();
    }

    private static Counts counts(ResultSet row) throws SQLException {
        Instant now = Tx.instant(row, "now").orElse(Instant.EPOCH);
        return new Counts(
                row.getString("mapping"),
                row.getString("tenant"),
                row.getLong("records"),
                row.getLong("pending"),
                Tx.instant(row, "oldest")
                        .filter(now::isAfter)
                        .map(oldest -> Duration.between(oldest, now))
                        .orElse(Duration.ZERO),
                row.getLong("parked"),
                row.getLong("in_doubt"));
    }
}
