package io.syncbridge.bridge.store;

import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.bridge.zapier.SharedLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the instances of one Zapier account agree on, kept in schema {@code bridge}. Every question is one short
 * statement, so no connection is held while a call waits. After a failure the database is left alone for a few seconds:
 * calls go on with each instance's own limiter.
 */
public final class ZapierLimits implements SharedLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ZapierLimits.class);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);
    private static final String TAKE = """
            select held_until, wait_ms
              from bridge.take_zapier_call(?, ?, ?, ?, cast(? as timestamptz[]), cast(? as bigint[]), cast(? as boolean[]),
                                           cast(? as timestamptz))
            """;
    private static final String KEEP = """
            insert into bridge.zapier_pause as p (account, table_id, writes_only, cause, reason, until)
            values (?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
            on conflict (account, table_id, writes_only) do update
               set cause = excluded.cause, reason = excluded.reason, until = greatest(p.until, excluded.until)
            """;
    private static final String END =
            "delete from bridge.zapier_pause where account = ? and table_id = ? and writes_only = ?";
    private static final String PAUSES = """
            select table_id, writes_only, cause, reason,
                   (extract(epoch from until - clock_timestamp()) * 1000)::bigint as left_ms
              from bridge.zapier_pause where account = ?
            """;

    private final Database database;
    private final String account;
    private final Optional<RateLimit> limit;
    private final Optional<InstantSource> clock;
    private volatile long failedAt = System.nanoTime() - LEFT_ALONE.toNanos();

    /**
     * The agreement of one account.
     *
     * @param database with a pool that gives up quickly
     * @param account the same text for all instances that use the account; no secret
     * @param limit what they allow themselves together
     */
    public ZapierLimits(Database database, String account, Optional<RateLimit> limit) {
        this(database, account, limit, Optional.empty());
    }

    /** As the other; by this clock instead of the database's, which all instances share. */
    ZapierLimits(Database database, String account, Optional<RateLimit> limit, Optional<InstantSource> clock) {
        this.database = database;
        this.account = account;
        this.limit = limit;
        this.clock = clock;
    }

    /** The answer of a failed statement is unknown: what it told of is not told again, and counts a while longer. */
    @Override
    public Optional<Grant> take(boolean background, List<Ended> ended) {
        return limit.flatMap(calls -> tried(() -> database.transaction(tx -> tx.first(
                        TAKE,
                        row -> granted(row, background),
                        account,
                        calls.calls(),
                        calls.window().toMillis(),
                        background,
                        texts(ended, call -> Optional.of(call.permit().heldUntil())),
                        texts(ended, call -> call.ago().map(Duration::toMillis)),
                        texts(ended, call -> Optional.of(call.permit().background())),
                        clock.map(InstantSource::instant).map(Instant::toString))))
                .flatMap(grant -> grant));
    }

    private static Grant granted(ResultSet row, boolean background) throws SQLException {
        return new Grant(
                Tx.instant(row, "held_until").map(until -> new Permit(until, background)),
                Duration.ofMillis(row.getLong("wait_ms")));
    }

    private static List<Optional<String>> texts(List<Ended> ended, Function<Ended, Optional<?>> part) {
        return ended.stream()
                .map(call -> part.apply(call).map(Object::toString))
                .toList();
    }

    @Override
    public boolean keep(Agreed pause) {
        return tried(() -> database.transaction(tx -> tx.update(
                        KEEP,
                        account,
                        pause.table().orElse(""),
                        pause.writesOnly(),
                        pause.cause().name().toLowerCase(Locale.ROOT),
                        pause.reason(),
                        pause.left().toMillis())))
                .isPresent();
    }

    @Override
    public void end(Optional<String> table, boolean writesOnly) {
        Optional<Integer> unused =
                tried(() -> database.transaction(tx -> tx.update(END, account, table.orElse(""), writesOnly)));
    }

    @Override
    public Optional<List<Agreed>> pauses() {
        return tried(() -> database.transaction(tx -> tx.all(PAUSES, ZapierLimits::agreed, account)));
    }

    private static Agreed agreed(ResultSet row) throws SQLException {
        return new Agreed(
                Optional.of(row.getString("table_id")).filter(id -> !id.isEmpty()),
                row.getBoolean("writes_only"),
                Answer.Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
                row.getString("reason"),
                Duration.ofMillis(row.getLong("left_ms")));
    }

    private <T> Optional<T> tried(Supplier<T> question) {
        if (System.nanoTime() - failedAt < LEFT_ALONE.toNanos()) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.get());
        } catch (DatabaseException down) {
            LOG.warn("Zapier's budget is not shared for the moment, SQLState {}", down.sqlState());
            failedAt = System.nanoTime();
            return Optional.empty();
        }
    }
}
