package io.syncbridge.bridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is quiet and until when, as the instances said last: for those who run no bridge themselves. */
public record QuietTimes(List<Quiet> now) {
    /** Nothing is quiet. */
    public static final QuietTimes NONE = new QuietTimes(List.of());

    private static final String SAY = """
            with said as (
              select tenant, to_timestamp(millis / 1000.0) as until, zone
                from unnest(cast(? as text[]), cast(? as bigint[]), cast(? as text[])) as t(tenant, millis, zone)),
            ended as (
              update bridge.quiet set until = clock_timestamp()
               where mapping = ? and until > clock_timestamp() and tenant not in (select tenant from said))
            insert into bridge.quiet (mapping, tenant, until, zone) select ?, tenant, until, zone from said
            on conflict (mapping, tenant) do update set until = excluded.until, zone = excluded.zone
            """;
    private static final String NOW = """
            select mapping, tenant, until, zone from bridge.quiet where until > clock_timestamp() order by mapping, tenant
            """;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm VV", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE HH:mm VV", Locale.ENGLISH);

    /** Copies. */
    public QuietTimes {
        now = List.copyOf(now);
    }

    /**
     * Something quiet.
     *
     * @param mapping whose records wait
     * @param tenant of this tenant only; empty for all of the mapping
     * @param until when they are worked off again, in the zone of the rule
     */
    public record Quiet(String mapping, Optional<String> tenant, ZonedDateTime until) {
        /** As people are told: {@code quiet until 06:00 Europe/Berlin}, with the day when that is not within a day. */
        public String told(Instant from) {
            return QuietTimes.told(until, from);
        }

        /** What waits, and how long. */
        public String line(Instant from) {
            return mapping + tenant.map(whose -> " of tenant " + whose).orElse("") + ": " + told(from)
                    + "; changes wait until then";
        }
    }

    /** A time as people are told it. */
    public static String told(ZonedDateTime until, Instant from) {
        boolean soon = until.toInstant().isBefore(from.plusSeconds(24 * 60 * 60));
        return "quiet until " + (soon ? TIME : DAY).format(until);
    }

    /**
     * Says what is quiet of a mapping now, instead of whatever was said before.
     *
     * @param ends until when, by tenant; the empty text for all of the mapping
     */
    public static void say(Database database, String mapping, Map<String, ZonedDateTime> ends) {
        List<Map.Entry<String, ZonedDateTime>> all = List.copyOf(ends.entrySet());
        database.apply(tx -> tx.update(
                SAY,
                all.stream().map(Map.Entry::getKey).toList(),
                all.stream()
                        .map(end -> end.getValue().toInstant().toEpochMilli())
                        .toList(),
                all.stream().map(end -> end.getValue().getZone().getId()).toList(),
                mapping,
                mapping));
    }

    /** Everything that is quiet now. */
    public static QuietTimes read(Tx tx) throws SQLException {
        return new QuietTimes(tx.all(NOW, QuietTimes::quiet));
    }

    /** Until when the records of a mapping wait, whosever they are; empty when they do not. */
    public Optional<Quiet> of(String mapping) {
        return now.stream()
                .filter(quiet ->
                        quiet.mapping().equals(mapping) && quiet.tenant().isEmpty())
                .findFirst();
    }

    /** As {@link #of(String)}, for the records of one tenant: it may have quiet hours of its own. */
    public Optional<Quiet> of(String mapping, String tenant) {
        return now.stream()
                .filter(quiet -> quiet.mapping().equals(mapping)
                        && quiet.tenant().map(tenant::equals).orElse(true))
                .max(java.util.Comparator.comparing(quiet -> quiet.until().toInstant()));
    }

    /** The tenants of a mapping that have quiet hours of their own now. */
    public List<Quiet> tenants(String mapping) {
        return now.stream()
                .filter(quiet ->
                        quiet.mapping().equals(mapping) && quiet.tenant().isPresent())
                .toList();
    }

    private static Quiet quiet(ResultSet row) throws SQLException {
        return new Quiet(
                row.getString("mapping"),
                Optional.of(row.getString("tenant")).filter(tenant -> !tenant.isEmpty()),
                Tx.instant(row, "until").orElse(Instant.EPOCH).atZone(ZoneId.of(row.getString("zone"))));
    }
}
