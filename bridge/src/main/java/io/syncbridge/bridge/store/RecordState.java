package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything the bookkeeping knows of one record now, for a person who asks.
 *
 * @param key its Supabase key, once known
 * @param zapierId its Zapier record, once known
 * @param memory what both sides last agreed on, and what is in doubt
 * @param dueAt when it is looked at next; empty when nothing is to do
 * @param leaseUntil until when somebody works on it
 * @param parkedAt since when it waits for a person
 * @param reason why it does; may show values
 * @param stage where it stopped; {@code ask} when a choice is wanted
 * @param tries failed looks since the last success
 * @param choice the side that a person picked and that was not carried out yet
 * @param now the database's clock
 */
public record RecordState(
        Optional<String> key,
        Optional<String> zapierId,
        Memory memory,
        Optional<Instant> dueAt,
        Optional<Instant> leaseUntil,
        Optional<Instant> parkedAt,
        Optional<String> reason,
        Optional<String> stage,
        int tries,
        Optional<String> choice,
        long id,
        Instant now) {
    private static final String SELECT = """
            select id, s_key, z_id, memory::text as memory, due_at,
                   case when lease_until > clock_timestamp() then lease_until end as lease_until, parked_at, reason, stage,
                   tries, choice, clock_timestamp() as now
              from bridge.sync_record where mapping = ? and (s_key = ? or z_id = ?)
             order by s_key is null limit 1
            """;

    /** The record with this key or Zapier id; empty when the bookkeeping has never heard of it. */
    public static Optional<RecordState> find(Database database, TableMapping mapping, String key, String zapierId) {
        return database.transaction(tx -> tx.first(SELECT, row -> state(mapping, row), mapping.name(), key, zapierId));
    }

    private static RecordState state(TableMapping mapping, ResultSet row) throws SQLException {
        return new RecordState(
                Optional.ofNullable(row.getString("s_key")),
                Optional.ofNullable(row.getString("z_id")),
                MemoryJson.read(mapping, row.getString("memory")),
                Tx.instant(row, "due_at"),
                Tx.instant(row, "lease_until"),
                Tx.instant(row, "parked_at"),
                Optional.ofNullable(row.getString("reason")),
                Optional.ofNullable(row.getString("stage")),
                row.getInt("tries"),
                Optional.ofNullable(row.getString("choice")),
                row.getLong("id"),
                Tx.instant(row, "now").orElse(Instant.EPOCH));
    }

    /** How it stands, in one word: what scripts read. */
    public String standing() {
        return parkedAt.isPresent()
                ? "parked"
                : leaseUntil.isPresent()
                        ? "leased"
                        : dueAt.isPresent() ? "due" : memory.isLive() ? "agreed" : "not agreed";
    }
}
