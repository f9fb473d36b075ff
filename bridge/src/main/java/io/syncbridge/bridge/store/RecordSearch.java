package io.syncbridge.bridge.store;

import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds records by what a person has at hand: a key, a Zapier record id, a sync id, or the fields that a table keeps unique.
 * The last two have no index of ours, so they are looked for only when nothing else fits, for three seconds at most.
 */
public final class RecordSearch {
    private static final int MOST = 20;
    private static final String PATIENCE = "select set_config('statement_timeout', '3000', true)";
    private static final String BY_ID = """
            select coalesce(s_key, z_id) as record, case when z_id = ? then 'zapier_record' else 'key' end as by
              from bridge.sync_record where mapping = ? and (s_key = ? or z_id = ?)
            """;
    private static final String BY_SYNC = """
            select distinct resource_id as record, 'sync_id' as by from {audit table}
             where actor = 'sync-bridge' and metadata ->> 'sync_id' = ? and metadata ->> 'mapping' = ? limit ?
            """;
    private static final String BY_UNIQUE = """
            select s_key as record, 'unique_key' as by from bridge.sync_record
             where mapping = ? and s_key is not null
               and cast(? as text[]) <@ array(select memory -> 'base' ->> name from unnest(cast(? as text[])) as name)
             order by id desc limit ?
            """;

    private final Database database;
    private final List<TableMapping> mappings;

    /** Searches these mappings. */
    public RecordSearch(Database database, Collection<TableMapping> mappings) {
        this.database = database;
        this.mappings = List.copyOf(mappings);
    }

    /**
     * A record that fits.
     *
     * @param record its key, or its Zapier id while it has none
     * @param by what fitted: {@code key}, {@code zapier_record}, {@code sync_id} or {@code unique_key}
     */
    public record Match(String mapping, String record, String by) {}

    /**
     * Up to 20 records.
     *
     * @param text what was typed; parts of a unique key are separated by commas
     * @throws DatabaseException also when it took too long
     */
    public List<Match> find(String text) {
        Set<Match> found = new LinkedHashSet<>();
        mappings.forEach(mapping -> found.addAll(byId(mapping, text)));
        if (found.isEmpty()) {
            mappings.forEach(mapping -> found.addAll(bySync(mapping, text)));
        }
        if (found.isEmpty()) {
            mappings.forEach(mapping -> found.addAll(byUnique(mapping, text)));
        }
        return found.stream().limit(MOST).toList();
    }

    private List<Match> byId(TableMapping mapping, String text) {
        String key = mapping.key().isEmpty()
                ? text
                : RecordKey.value(mapping, text).flatMap(RecordKey::text).orElse(text);
        String zapierId = text.toUpperCase(Locale.ROOT);
        return ask(mapping, BY_ID, zapierId, mapping.name(), key, zapierId);
    }

    private List<Match> bySync(TableMapping mapping, String text) {
        String query =
                BY_SYNC.replace("{audit table}", Quoted.table(mapping.audit().table()));
        return ask(mapping, query, text, mapping.name(), MOST);
    }

    private List<Match> byUnique(TableMapping mapping, String text) {
        List<String> parts = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        return mapping.naturalKey().isEmpty() || parts.isEmpty()
                ? List.of()
                : ask(mapping, BY_UNIQUE, mapping.name(), parts, mapping.naturalKey(), MOST);
    }

    private List<Match> ask(TableMapping mapping, String query, Object... parameters) {
        return database.transaction(tx -> {
            Optional<Boolean> unused = tx.first(PATIENCE, row -> true);
            List<Match> matches = new ArrayList<>(tx.all(
                    query, row -> new Match(mapping.name(), row.getString("record"), row.getString("by")), parameters));
            return matches;
        });
    }
}
