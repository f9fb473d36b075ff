package io.syncbridge.bridge.store;

import io.syncbridge.mapping.Side;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The parked records of all mappings, for those who do not run a bridge themselves: the command line. */
public final class ParkedRecords {
    private static final String LIST = """
            select id, mapping, coalesce(s_key, z_id) as record, coalesce(stage, 'ask') as stage, reason,
                   parked_at
              from bridge.sync_record
             where parked_at is not null and (cast(? as text) is null or tenant = ?) order by parked_at limit ?
            """;
    private static final String MAPPINGS =
            "select distinct mapping from bridge.sync_record where parked_at is not null order by mapping";
    private static final String MAPPING =
            "select mapping from bridge.sync_record where id = ? and parked_at is not null"
                    + " and (cast(? as text) is null or tenant = ?)";

    private final Database database;
    private final Optional<String> tenant;

    /** Those of all tenants and of none, kept in this database. */
    public ParkedRecords(Database database) {
        this(database, Optional.empty());
    }

    /** Those of one tenant, if one is given. */
    public ParkedRecords(Database database, Optional<String> tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /** One parked record: the number to name it by, its mapping and key, where it stopped, why, and since when it waits. */
    public record Parked(long id, String mapping, String record, String stage, String reason, Instant since) {}

    /** The longest parked ones. */
    public List<Parked> list(int most) {
        return database.transaction(tx -> tx.all(
                LIST,
                row -> new Parked(
                        row.getLong("id"),
                        row.getString("mapping"),
                        row.getString("record"),
                        row.getString("stage"),
                        row.getString("reason"),
                        Tx.instant(row, "parked_at").orElse(Instant.EPOCH)),
                tenant,
                tenant,
                most));
    }

    /** Has up to so many looked at again; answers how many. */
    public int requeue(int limit) {
        int done = 0;
        for (String mapping : database.transaction(tx -> tx.all(MAPPINGS, row -> row.getString("mapping")))) {
            done += done < limit ? new DeadLetters(mapping, database).requeue(limit - done, tenant) : 0;
        }
        return done;
    }

    /** Has one looked at again, decided for a side if one is given; false when nothing is parked under the number. */
    public boolean retry(long id, Optional<Side> side) {
        Optional<DeadLetters> letters = database.transaction(
                        tx -> tx.first(MAPPING, row -> row.getString("mapping"), id, tenant, tenant))
                .map(mapping -> new DeadLetters(mapping, database));
        return letters.isPresent()
                && (side.isPresent()
                        ? letters.get().choose(id, side.get())
                        : letters.get().requeue(id));
    }
}
