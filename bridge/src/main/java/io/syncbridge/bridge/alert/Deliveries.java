package io.syncbridge.bridge.alert;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Messages on their way. One is taken for {@link #LEASE} by whoever sends it; a sender that dies leaves it to the next one
 * after that. So each is sent at least once: a receiver that must not see one twice looks at its {@code webhook-id}.
 */
public final class Deliveries {
    /** Longer than a try may take. */
    static final Duration LEASE = Duration.ofSeconds(20);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration MOST_WAIT = Duration.ofMinutes(15);

    /** What is told of one incident arrives in its order; other incidents do not wait for it. */
    private static final String TAKE = """
            update bridge.alert_message m
               set due_at = clock_timestamp() + ? * interval '1 millisecond', tries = m.tries + 1
              from bridge.alert a
             where a.id = m.alert_id and m.id = (
               select t.id from bridge.alert_message t
                where t.target = ? and t.delivered_at is null and t.given_up_at is null and t.due_at <= clock_timestamp()
                  and not exists (select 1 from bridge.alert_message e
                                   where e.alert_id = t.alert_id and e.target = t.target and e.id < t.id
                                     and e.delivered_at is null and e.given_up_at is null)
                order by t.id limit 1 for update skip locked)
            returning m.id, m.kind, m.tries, m.made_at, m.summary, a.rule, a.subject, a.since, a.seen_at, a.remedy
            """;

    private static final String DELIVERED =
            "update bridge.alert_message set delivered_at = clock_timestamp(), trouble = null where id = ?";
    private static final String FAILED = """
            update bridge.alert_message
               set trouble = ?, due_at = clock_timestamp() + ? * interval '1 millisecond',
                   given_up_at = case when made_at < clock_timestamp() - interval '24 hours' then clock_timestamp() end
             where id = ? and delivered_at is null
            """;
    private static final String TROUBLE = """
            select target, count(*) as messages, min(made_at) as since, max(trouble) as trouble,
                   bool_and(given_up_at is not null) as given_up
              from bridge.alert_message
             where delivered_at is null and trouble is not null
               and (given_up_at is null or given_up_at > clock_timestamp() - interval '1 day')
             group by target order by target
            """;

    private final Database database;
    private final Optional<String> page;

    /** Kept in this database; messages name this page. */
    public Deliveries(Database database, Optional<String> page) {
        this.database = database;
        this.page = page;
    }

    /** One to send. */
    record Delivery(long id, int tries, AlertMessage message) {}

    /**
     * A target that does not take its messages.
     *
     * @param messages how many wait or were given up in the last day
     * @param since when the oldest of them was made
     * @param reason of the last try, without address and secret
     */
    public record Trouble(String target, long messages, Instant since, String reason) {
        /** As people are told. */
        public String line() {
            return "alerts do not reach " + target + " since " + since + " (" + reason
                    + "); correct its address and try it with ./bridgectl alerts --test";
        }
    }

    /** The next message for a target, if one is due. */
    Optional<Delivery> take(AlertTarget target) {
        return database.transaction(tx -> tx.first(TAKE, this::delivery, LEASE.toMillis(), target.label()));
    }

    void delivered(Delivery delivery) {
        database.apply(tx -> tx.update(DELIVERED, delivery.id()));
    }

    /** Tried again later, for a day. */
    void failed(Delivery delivery, AlertSender.Result.Failed failed) {
        Duration wait = failed.retryAfter()
                .filter(asked -> asked.compareTo(MOST_WAIT) <= 0)
                .orElse(backoff(delivery.tries()));
        database.apply(tx -> tx.update(FAILED, failed.reason(), wait.toMillis(), delivery.id()));
    }

    static Duration backoff(int tries) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.clamp(tries - 1, 0, 12));
        return wait.compareTo(MOST_WAIT) < 0 ? wait : MOST_WAIT;
    }

    /** Targets that do not take their messages. */
    public List<Trouble> troubles() {
        return database.transaction(tx -> tx.all(
                TROUBLE,
                row -> new Trouble(
                        row.getString("target"),
                        row.getLong("messages"),
                        Tx.instant(row, "since").orElse(Instant.EPOCH),
                        row.getString("trouble"))));
    }

    private Delivery delivery(ResultSet row) throws SQLException {
        AlertMessage.Kind kind = AlertMessage.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
        Instant since = Tx.instant(row, "since").orElse(Instant.EPOCH);
        Instant seen = Tx.instant(row, "seen_at").orElse(since);
        return new Delivery(
                row.getLong("id"),
                row.getInt("tries"),
                new AlertMessage(
                        "alert_" + row.getLong("id") + "_"
                                + Tx.instant(row, "made_at").orElse(since).toEpochMilli(),
                        kind,
                        row.getString("rule"),
                        row.getString("subject"),
                        since,
                        kind == AlertMessage.Kind.HEALED
                                ? Optional.of(Duration.between(since, seen))
                                : Optional.empty(),
                        row.getString("summary"),
                        row.getString("remedy"),
                        page));
    }
}
