package io.syncbridge.bridge.lag;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@link LagLog} of all instances stored. */
public final class LagHistory {
    private static final String READ = """
            select minute, mapping, direction, counts, last_ms, last_at from bridge.lag_minute
             where minute >= date_trunc('minute', clock_timestamp() - ? * interval '1 second')
               and (? = '' or mapping = ?) order by minute
            """;
    /** By the index from line to line, however long the history is: this is asked every second. */
    private static final String LATEST = """
            with recursive line as (
              (select mapping, direction from bridge.lag_minute order by mapping, direction limit 1)
              union all
              select following.* from line cross join lateral (
                select l.mapping, l.direction from bridge.lag_minute l
                 where (l.mapping, l.direction) > (line.mapping, line.direction)
                 order by l.mapping, l.direction limit 1) following)
            select latest.* from line cross join lateral (
              select minute, mapping, direction, counts, last_ms, last_at from bridge.lag_minute l
               where l.mapping = line.mapping and l.direction = line.direction order by minute desc limit 1) latest
            """;

    private final Database database;

    /** The history in this database. */
    public LagHistory(Database database) {
        this.database = database;
    }

    /** One mapping in one direction, {@code tables_to_supabase} or {@code supabase_to_tables}. */
    public record Line(String mapping, String direction) implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            int byMapping = mapping.compareTo(other.mapping);
            return byMapping != 0 ? byMapping : direction.compareTo(other.direction);
        }
    }

    /** Percentiles over a time, at most a fifth too high. */
    public record Percentiles(long changes, Duration p50, Duration p95, Duration p99) {}

    /** The last change that arrived: how late, and when. */
    public record Last(Duration lag, Instant at) {}

    /**
     * Lately.
     *
     * @param window the percentiles over the window; empty when nothing was synced in it
     */
    public record Recent(Last last, Optional<Percentiles> window) {}

    /** A point of a chart: the minute or span from {@code at} on. */
    public record Point(Instant at, Percentiles percentiles) {}

    private record Minute(Line line, Instant minute, LagCounts counts, Last last) {}

    /** Every line that ever synced, with the percentiles of the last {@code window}. */
    public Map<Line, Recent> recent(Duration window) {
        Map<Line, LagCounts> sums = new TreeMap<>();
        read(window, "").forEach(minute -> sums.merge(minute.line(), minute.counts(), LagCounts::plus));
        Map<Line, Recent> recent = new TreeMap<>();
        for (Minute latest : database.transaction(tx -> tx.all(LATEST, LagHistory::minute))) {
            LagCounts lately = sums.getOrDefault(latest.line(), LagCounts.NONE);
            recent.put(latest.line(), new Recent(latest.last(), percentiles(lately)));
        }
        return recent;
    }

    /**
     * A chart of the last {@code span}, both directions of a mapping by themselves.
     *
     * @param step the span of one point, whole minutes
     */
    public Map<String, List<Point>> chart(String mapping, Duration span, Duration step) {
        Map<String, List<Point>> chart = new TreeMap<>();
        Map<String, Map<Instant, LagCounts>> sums = read(span, mapping).stream()
                .collect(Collectors.groupingBy(
                        minute -> minute.line().direction(),
                        TreeMap::new,
                        Collectors.toMap(
                                minute -> begin(minute.minute(), step),
                                Minute::counts,
                                LagCounts::plus,
                                TreeMap::new)));
        sums.forEach((direction, points) -> {
            List<Point> line = new ArrayList<>();
            points.forEach(
                    (at, counts) -> percentiles(counts).ifPresent(percentiles -> line.add(new Point(at, percentiles))));
            chart.put(direction, line);
        });
        return chart;
    }

    private static Instant begin(Instant minute, Duration step) {
        return Instant.ofEpochSecond(minute.getEpochSecond() / step.toSeconds() * step.toSeconds());
    }

    private static Optional<Percentiles> percentiles(LagCounts counts) {
        return counts.total() == 0
                ? Optional.empty()
                : Optional.of(new Percentiles(
                        counts.total(), counts.percentile(0.5), counts.percentile(0.95), counts.percentile(0.99)));
    }

    private List<Minute> read(Duration span, String mapping) {
        return database.transaction(
                tx -> tx.all(READ, LagHistory::minute, (double) span.toSeconds(), mapping, mapping));
    }

    private static Minute minute(ResultSet row) throws SQLException {
        return new Minute(
                new Line(row.getString("mapping"), row.getString("direction")),
                Tx.instant(row, "minute").orElse(Instant.EPOCH),
                new LagCounts(List.of((Long[]) row.getArray("counts").getArray())),
                new Last(
                        Duration.ofMillis(row.getLong("last_ms")),
                        Tx.instant(row, "last_at").orElse(Instant.EPOCH)));
    }
}
