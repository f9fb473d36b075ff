package io.syncbridge.bridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How things stand, read from the bookkeeping alone: what any instance left there. "In sync" is said only after a full
 * comparison that found nothing, with nothing pending, parked, in doubt or paused since.
 */
public record StatusReport(
        List<Table> tables,
        List<String> silent,
        List<Skew> clocks,
        List<String> zapierPauses,
        List<Verifications.Last> verified,
        QuietTimes quiet) {
    /** Of a database on which no bridge has run. */
    public static final StatusReport NONE =
            new StatusReport(List.of(), List.of(), List.of(), List.of(), List.of(), QuietTimes.NONE);

    private static final String TABLES = """
            select m.mapping, m.reason as paused, w.complete_at, w.trouble, coalesce(w.complete_found, 0) as found,
                   coalesce(w.supabase_rows, 0) as supabase_rows, coalesce(w.zapier_records, 0) as zapier_records,
                   clock_timestamp() as now,
                   coalesce(r.pending, 0) as pending, coalesce(r.parked, 0) as parked, coalesce(r.in_doubt, 0) as in_doubt,
                   coalesce(r.untold, 0) as untold, r.oldest
              from bridge.mapping_state m
              left join bridge.sweep w on w.mapping = m.mapping
              left join lateral (
                select count(*) filter (where due_at is not null) as pending,
                       count(*) filter (where parked_at is not null) as parked,
                       count(*) filter (where memory -> 'doubts' <> '[]'::jsonb) as in_doubt,
                       count(*) filter (where parked_at is not null and own.until > clock_timestamp()) as untold,
                       min(greatest(due_at, own.until, whole.until)) filter (where due_at is not null) as oldest
                  from bridge.sync_record s
                  left join bridge.quiet own on own.mapping = s.mapping and own.tenant = s.tenant
                  left join bridge.quiet whole on whole.mapping = s.mapping and whole.tenant = ''
                 where s.mapping = m.mapping) r on true
             order by m.mapping
            """;
    private static final String SILENT = """
            select mapping || ' (' || case side when 'supabase' then 'Supabase' else 'Zapier' end || ')' as feed
              from bridge.feed where silent and (side = 'supabase' or heard > 0) order by 1
            """;
    private static final String CLOCKS = "select side, skew_ms from bridge.clock_skew order by side";
    private static final String PAUSES = """
            select reason from bridge.zapier_pause where until > clock_timestamp() order by reason
            """;
    private static final Duration OBJECTIVE = Duration.ofSeconds(30);
    private static final Duration MOST_SKEW = Duration.ofSeconds(5);

    /** Copies the lists. */
    public StatusReport {
        tables = List.copyOf(tables);
        silent = List.copyOf(silent);
        clocks = List.copyOf(clocks);
        zapierPauses = List.copyOf(zapierPauses);
        verified = List.copyOf(verified);
    }

    /**
     * One mapping.
     *
     * @param paused why it does not work; empty when it does
     * @param pending records that are due
     * @param behind how long the oldest of them could have been worked off: due, and not quiet; zero without one
     * @param parked records that wait for a person
     * @param untold those of them whose tenant has quiet hours now: no reason for an alarm
     * @param inDoubt records with a write to Zapier whose outcome is unknown
     * @param sweep the last full comparison; empty when there was none yet
     */
    public record Table(
            String mapping,
            Optional<String> paused,
            long pending,
            Duration behind,
            long parked,
            long untold,
            long inDoubt,
            Optional<Sweeps.Last> sweep) {

        /** What keeps it from being in sync, one clause each. */
        List<String> problems(boolean quiet, long tolerated) {
            List<String> problems = new ArrayList<>();
            paused.ifPresent(reason -> problems.add(mapping + " is paused: " + reason));
            if (!quiet && parked - untold > tolerated) {
                problems.add(mapping + ": " + (parked - untold) + " parked");
            }
            if (!quiet && behind.compareTo(OBJECTIVE) > 0) {
                problems.add(mapping + ": " + behind.toSeconds() + " s behind");
            }
            sweep.flatMap(Sweeps.Last::trouble)
                    .ifPresent(trouble -> problems.add(mapping + ": the last full comparison broke off: " + trouble));
            if (sweep.flatMap(Sweeps.Last::completeAt).isEmpty()) {
                problems.add(mapping + " was never compared in full");
            }
            return problems;
        }
    }

    /** How far a side's clock is ahead of the bridge's. */
    public record Skew(String side, Duration ahead) {}

    /** Reads it. */
    public static StatusReport read(Database database) {
        return database.transaction(tx -> new StatusReport(
                tx.all(TABLES, StatusReport::table),
                tx.all(SILENT, row -> row.getString("feed")),
                tx.all(CLOCKS, row -> new Skew(row.getString("side"), Duration.ofMillis(row.getLong("skew_ms")))),
                tx.all(PAUSES, row -> row.getString("reason")),
                Verifications.all(tx),
                QuietTimes.read(tx)));
    }

    /** As {@link #problems(long)}; every parked record is a reason. */
    public List<String> problems() {
        return problems(0);
    }

    /**
     * Why this is not healthy, one line each; empty when it is. Neither parked nor late records count where it is quiet.
     *
     * @param tolerated how many records of a table may be parked without being a reason
     */
    public List<String> problems(long tolerated) {
        List<String> problems = new ArrayList<>();
        tables.forEach(table ->
                problems.addAll(table.problems(quiet.of(table.mapping()).isPresent(), tolerated)));
        silent.forEach(feed -> problems.add(feed + " tells nothing although it should"));
        zapierPauses.forEach(reason -> problems.add("Zapier is not called: " + reason));
        verified.stream()
                .filter(last -> last.differing() > 0)
                .forEach(last -> problems.add(last.mapping() + ": " + last.differing()
                        + " records differed when both sides were compared last; ./bridgectl verify " + last.mapping()
                        + " looks again, --repair settles them"));
        clocks.stream()
                .filter(skew -> skew.ahead().abs().compareTo(MOST_SKEW) > 0)
                .forEach(skew -> problems.add("the clock of " + skew.side() + " is "
                        + skew.ahead().toMillis() / 1000.0 + " s ahead of the bridge's"));
        return problems;
    }

    private static Table table(ResultSet row) throws SQLException {
        Instant now = Tx.instant(row, "now").orElse(Instant.EPOCH);
        Optional<Instant> complete = Tx.instant(row, "complete_at");
        Optional<String> trouble = Optional.ofNullable(row.getString("trouble"));
        return new Table(
                row.getString("mapping"),
                Optional.ofNullable(row.getString("paused")),
                row.getLong("pending"),
                Tx.instant(row, "oldest")
                        .filter(now::isAfter)
                        .map(oldest -> Duration.between(oldest, now))
                        .orElse(Duration.ZERO),
                row.getLong("parked"),
                row.getLong("untold"),
                row.getLong("in_doubt"),
                complete.isEmpty() && trouble.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Sweeps.Last(
                                complete,
                                row.getLong("supabase_rows"),
                                row.getLong("zapier_records"),
                                row.getLong("found"),
                                trouble)));
    }
}
