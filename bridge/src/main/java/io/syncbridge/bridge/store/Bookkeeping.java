package io.syncbridge.bridge.store;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is known of many records at once, without leasing them. */
public final class Bookkeeping {
    private static final String SELECT = """
            select id, s_key, z_id, memory::text as memory, due_at is not null or lease_until > clock_timestamp() as busy,
                   parked_at is not null as parked, reason, wanted, fence
              from bridge.sync_record
            """;
    private static final String BY_KEYS = SELECT + " where mapping = ? and s_key = any(?)";
    private static final String BY_ZAPIER_IDS = SELECT + " where mapping = ? and z_id = any(?)";
    private static final String SLICE = SELECT + " where mapping = ? and id > ? order by id limit ?";

    private static final String HEARD_OF = """
            select s_key
              from bridge.sync_record
             where mapping = ? and s_key = any(?)
               and (due_at is not null or lease_until > clock_timestamp() or parked_at is not null
                    or memory ->> 'standing' = 'LIVE')
            """;

    /** A plan made while the table was small reads all of it for every page, and would be kept while it grows. */
    private static final String PLAN_AFRESH = "select set_config('plan_cache_mode', 'force_custom_plan', true)";

    private final TableMapping mapping;
    private final Database database;

    /** The bookkeeping of one mapping. */
    public Bookkeeping(TableMapping mapping, Database database) {
        this.mapping = mapping;
        this.database = database;
    }

    /**
     * One record.
     *
     * @param busy true when it is due or under lease: somebody is about to look at it anyway
     * @param parked true when it waits for a person
     * @param reason why it is parked; for the operator, may show values
     * @param touched changes with every hint and every lease
     */
    public record Known(
            long id,
            Optional<String> key,
            Optional<String> zapierId,
            Memory memory,
            boolean busy,
            boolean parked,
            Optional<String> reason,
            String touched) {}

    /** The records with these keys, by key. */
    public Map<String, Known> byKeys(List<String> keys) {
        return keys.isEmpty()
                ? Map.of()
                : indexed(BY_KEYS, keys, known -> known.key().orElseThrow());
    }

    /** Those of the keys whose records are agreed on, wait for a person, or are about to be looked at. */
    public Set<String> heardOf(List<String> keys) {
        return Set.copyOf(database.transaction(tx -> {
            boolean unused = tx.first(PLAN_AFRESH, row -> true).isPresent();
            return tx.all(HEARD_OF, row -> row.getString("s_key"), mapping.name(), keys);
        }));
    }

    /** The records with these Zapier ids, by id. */
    public Map<String, Known> byZapierIds(List<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : indexed(BY_ZAPIER_IDS, ids, known -> known.zapierId().orElseThrow());
    }

    /** Up to {@code most} records after the given bookkeeping row, in order. */
    public List<Known> after(long id, int most) {
        return database.transaction(tx -> tx.all(SLICE, this::known, mapping.name(), id, most));
    }

    private Map<String, Known> indexed(String query, List<String> values, Function<Known, String> by) {
        return database
                .transaction(tx -> {
                    boolean unused = tx.first(PLAN_AFRESH, row -> true).isPresent();
                    return tx.all(query, this::known, mapping.name(), values);
                })
                .stream()
                .collect(Collectors.toMap(by, Function.identity()));
    }

    private Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getLong("id"),
                Optional.ofNullable(row.getString("s_key")),
                Optional.ofNullable(row.getString("z_id")),
                MemoryJson.read(mapping, row.getString("memory")),
                row.getBoolean("busy"),
                row.getBoolean("parked"),
                Optional.ofNullable(row.getString("reason")),
                row.getLong("wanted") + "/" + row.getLong("fence"));
    }
}
