package io.syncbridge.bridge.alert;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.mapping.TableMapping;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is judged. Every query goes by an index of few rows: due, parked, or of the last hour. */
final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

    /** A record that is tried again and again is due later each time; its hint tells since when it has waited. */
    private static final String TABLES = """
            select m.mapping, m.reason as paused, coalesce(v.differing, 0) as differing,
                   exists (select 1 from bridge.quiet q
                            where q.mapping = m.mapping and q.tenant = '' and q.until > clock_timestamp()) as quiet,
                   p.parked, p.untold,
                   (select extract(epoch from clock_timestamp()
                             - min(greatest(least(s.due_at, h.told_at), own.until, whole.until)))
                      from (select id, mapping, tenant, due_at from bridge.sync_record
                             where mapping = m.mapping and due_at is not null order by due_at limit 1000) s
                      left join lateral (
                        select min(received_at) as told_at from bridge.hint where record_id = s.id and not kept) h on true
                      left join bridge.quiet own on own.mapping = s.mapping and own.tenant = s.tenant
                      left join bridge.quiet whole on whole.mapping = s.mapping and whole.tenant = '') as behind
              from bridge.mapping_state m
              left join bridge.verification v on v.mapping = m.mapping
              cross join lateral (
                select count(*) as parked, count(*) filter (where own.until > clock_timestamp()) as untold
                  from bridge.sync_record s
                  left join bridge.quiet own on own.mapping = s.mapping and own.tenant = s.tenant
                 where s.mapping = m.mapping and s.parked_at is not null) p
             where m.mapping = any(?) order by m.mapping
            """;

    private static final String SYNCS = """
            select a.mapping,
                   count(*) filter (where a.action = any(?)) as synced,
                   count(*) filter (where a.action = 'sync_failed') as failed,
                   count(*) filter (where a.action = 'sync_conflict_resolved') as conflicts,
                   avg(a.lag_ms) filter (where a.action = any(?)
                     and not exists (select 1 from bridge.backfill b
                                      where b.mapping = a.mapping and a.at >= b.started_at
                                        and a.at <= least(coalesce(b.finished_at, 'infinity'), b.started_at + interval '1 day'))
                     and not exists (select 1 from bridge.quiet q
                                      where q.mapping = a.mapping and q.until <= a.at
                                        and a.at - a.lag_ms * interval '1 millisecond' < q.until)) as lag_ms
              from (select metadata ->> 'mapping' as mapping, timestamp as at, action,
                           cast(metadata ->> 'lag_ms' as double precision) as lag_ms
                      from {audit table}
                     where actor = 'sync-bridge' and timestamp > clock_timestamp() - ? * interval '1 millisecond') a
             where a.mapping = any(?) group by a.mapping order by a.mapping
            """;
    private static final String SILENT = """
            select mapping, side from bridge.feed
             where silent and (side = 'supabase' or heard > 0) and mapping = any(?) order by mapping, side
            """;
    private static final String CLOCKS = "select side, skew_ms from bridge.clock_skew order by side";
    private static final String BUDGET = """
            select coalesce(sum(calls), 0)::int as used
              from bridge.zapier_calls where account = ? and free_at > clock_timestamp()
            """;
    private static final String REFUSALS = """
            select table_id, cause, reason from bridge.zapier_pause
             where account = ? and cause <> 'throttled' and until > clock_timestamp() - interval '10 minutes'
             order by table_id, reason
            """;

    private final Database database;
    private final List<TableMapping> mappings;
    private final List<String> names;
    private final String account;
    private final Optional<RateLimit> limit;
    private final Duration window;

    /**
     * Figures of these mappings.
     *
     * @param account of Zapier, as the budget and pauses name it
     * @param limit of the calls
     * @param window over which audit rows are counted
     */
    Figures(
            Database database,
            List<TableMapping> mappings,
            String account,
            Optional<RateLimit> limit,
            Duration window) {
        this.database = database;
        this.mappings = List.copyOf(mappings);
        this.names = mappings.stream().map(TableMapping::name).toList();
        this.account = account;
        this.limit = limit;
        this.window = window;
    }

    Snapshot read() {
        Optional<List<Snapshot.Syncs>> syncs = syncs();
        return database.transaction(tx -> new Snapshot(
                now(tx),
                tx.all(TABLES, Figures::table, names),
                syncs,
                tx.all(SILENT, row -> new Snapshot.Feed(row.getString("mapping"), row.getString("side")), names),
                tx.all(
                        CLOCKS,
                        row -> new Snapshot.Clock(row.getString("side"), Duration.ofMillis(row.getLong("skew_ms")))),
                budget(tx),
                tx.all(
                        REFUSALS,
                        row -> new Snapshot.Refusal(
                                row.getString("table_id"),
                                "credentials".equals(row.getString("cause")),
                                row.getString("reason")),
                        account)));
    }

    static Instant now(Tx tx) throws SQLException {
        return tx.first(
                        "select clock_timestamp() as now",
                        row -> Tx.instant(row, "now").orElseThrow())
                .orElseThrow();
    }

    /** Somebody may have taken the right to read audit rows away; everything else is judged all the same. */
    private Optional<List<Snapshot.Syncs>> syncs() {
        List<Snapshot.Syncs> all = new ArrayList<>();
        try {
            for (String table : mappings.stream()
                    .map(mapping -> Quoted.table(mapping.audit().table()))
                    .distinct()
                    .toList()) {
                List<String> actions = mappings.stream()
                        .map(mapping -> mapping.audit().action())
                        .distinct()
                        .toList();
                all.addAll(database.transaction(tx -> tx.all(
                        SYNCS.replace("{audit table}", table),
                        Figures::syncs,
                        actions,
                        actions,
                        window.toMillis(),
                        names)));
            }
            return Optional.of(all);
        } catch (DatabaseException failed) {
            if (!failed.isRefusal() && !failed.isSchemaFault()) {
                throw failed;
            }
            LOG.debug("audit rows cannot be read, SQLState {}", failed.sqlState());
            return Optional.empty();
        }
    }

    private Optional<Double> budget(Tx tx) throws SQLException {
        return limit.isEmpty()
                ? Optional.empty()
                : tx.first(
                        BUDGET, row -> 100.0 * row.getLong("used") / limit.get().calls(), account);
    }

    private static Snapshot.Table table(ResultSet row) throws SQLException {
        BigDecimal behind = row.getBigDecimal("behind");
        return new Snapshot.Table(
                row.getString("mapping"),
                Optional.ofNullable(row.getString("paused")),
                row.getBoolean("quiet"),
                row.getLong("parked"),
                row.getLong("untold"),
                behind == null || behind.signum() < 0
                        ? Duration.ZERO
                        : Duration.ofMillis(behind.movePointRight(3).longValue()),
                row.getLong("differing"));
    }

    private static Snapshot.Syncs syncs(ResultSet row) throws SQLException {
        double lag = row.getDouble("lag_ms");
        boolean known = !row.wasNull();
        return new Snapshot.Syncs(
                row.getString("mapping"),
                row.getLong("synced"),
                row.getLong("failed"),
                row.getLong("conflicts"),
                known ? Optional.of(Duration.ofMillis(Math.round(lag))) : Optional.empty());
    }
}
