package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Entries that follow the last one, written together. All of one portion bear the database's time at its beginning. */
final class ChainAppend {
    private static final String INSERT = """
            insert into bridge.audit_chain
                   (seq, day, n, audit_table, row_id, state, sealed_at, keep_until, salt, values_hash, content_hash, hash, signature)
            select seq, cast(? as date), n, audit_table, row_id, state, cast(? as timestamptz),
                   keep_until, decode(salt, 'hex'), decode(values_hash, 'hex'), decode(content_hash, 'hex'), decode(hash, 'hex'),
                   decode(signature, 'hex')
              from unnest(cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]), cast(? as bigint[]), cast(? as text[]),
                          cast(cast(? as text[]) as bigint[]), cast(? as text[]), cast(? as text[]), cast(? as text[]),
                          cast(? as text[]), cast(? as text[]))
                   as entry (seq, n, audit_table, row_id, state, keep_until, salt, values_hash, content_hash, hash, signature)
            """;

    private final Tx tx;
    private final Instant now;
    private final LocalDate day;
    private final List<ChainEntry> entries = new ArrayList<>();
    private ChainHead head;

    /**
     * After this entry, in the transaction that holds the chain's lock.
     *
     * @param now the database's time
     */
    ChainAppend(Tx tx, ChainHead head, Instant now) {
        this.tx = tx;
        this.head = head;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
        // A clock that was set back opens no day again.
        LocalDate today = LocalDate.ofInstant(this.now, ZoneOffset.UTC);
        this.day = head.seq() > 0 && head.day().isAfter(today) ? head.day() : today;
    }

    void add(
            Sealer.Waiting row,
            ChainEntry.State state,
            Optional<String> salt,
            String valuesHash,
            String contentHash,
            Optional<Long> keepUntil) {
        int n = head.day().equals(day) ? head.n() + 1 : 1;
        ChainEntry entry = new ChainEntry(
                        head.seq() + 1,
                        day,
                        n,
                        row.table(),
                        row.rowId(),
                        state,
                        micros(now),
                        keepUntil,
                        salt,
                        valuesHash,
                        contentHash,
                        "",
                        Optional.empty())
                .linked(head.hash());
        entries.add(entry);
        head = entry.head();
    }

    /**
     * Writes them in one statement.
     *
     * @param key signs the last one
     */
    void write(Optional<byte[]> key) throws SQLException {
        key.ifPresent(secret -> entries.set(
                entries.size() - 1,
                entries.getLast().signed(Hashes.hmac(secret, entries.getLast().hash()))));
        tx.update(
                INSERT,
                day.toString(),
                now,
                each(ChainEntry::seq),
                each(entry -> (long) entry.n()),
                each(ChainEntry::table),
                each(ChainEntry::rowId),
                each(entry -> entry.state().label()),
                orNull(entry -> entry.keepUntil().map(String::valueOf)),
                orNull(ChainEntry::salt),
                each(ChainEntry::valuesHash),
                each(ChainEntry::contentHash),
                each(ChainEntry::hash),
                orNull(ChainEntry::signature));
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    private <T> List<T> each(Function<ChainEntry, T> part) {
        return entries.stream().map(part).toList();
    }

    /** Only on its way into an array: PostgreSQL's null stands for what is not there. */
    @SuppressWarnings("NullAway")
    private List<String> orNull(Function<ChainEntry, Optional<String>> part) {
        List<String> all = new ArrayList<>();
        entries.forEach(entry -> all.add(part.apply(entry).orElse(null)));
        return all;
    }
}
