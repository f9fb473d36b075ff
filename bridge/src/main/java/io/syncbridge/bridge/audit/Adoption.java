package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes over rows that no line waits for: those from before the chain, and those that instances of an older version write while
 * they are being replaced. Afterwards such a row is an inserted one. Two passes over the ids, in bounded portions; each ends at
 * an id that was the highest when every transaction from before it had ended, so that a row that commits late is not passed by.
 */
final class Adoption {
    /** How long after its first look older instances may still write. */
    static final Duration OPEN = Duration.ofHours(1);

    private static final long IDS = 20_000;
    private static final int LAST_PASS = 2;
    private static final String BEGIN = """
            insert into bridge.audit_adoption (audit_table, open_until) values (?, clock_timestamp() + ? * interval '1 second')
            on conflict do nothing
            """;
    private static final String STATE = """
            select pass, last_id, through_id, open_until <= clock_timestamp() as over, boundary is not null as bounded,
                   coalesce(pg_snapshot_xmin(pg_current_snapshot()) >= boundary, false) as settled
              from bridge.audit_adoption where audit_table = ?
            """;
    private static final String THROUGH = """
            update bridge.audit_adoption set through_id = (select coalesce(max(id), 0) from {audit table}) where audit_table = ?
            """;
    private static final String NEXT_PASS = """
            update bridge.audit_adoption
               set pass = pass + 1, last_id = 0, through_id = null, boundary = null where audit_table = ?
            """;
    private static final String BOUND = """
            update bridge.audit_adoption set boundary = pg_current_xact_id() where audit_table = ?
            """;
    private static final String OLD = """
            select 1 from {audit table} a
             where actor = 'sync-bridge'
               and not exists (select from bridge.audit_unsealed u where u.row_id = a.id and u.audit_table = ?)
               and not exists (select from bridge.audit_chain c where c.row_id = a.id and c.audit_table = ?)
             limit 1
            """;
    /** Looked up id by id: a join that the planner may choose would read the whole chain for each portion. */
    private static final String WINDOW = """
            select id from {audit table} a
             where id > ? and id <= ? and actor = 'sync-bridge'
               and (select row_id from bridge.audit_unsealed u where u.row_id = a.id and u.audit_table = ? limit 1) is null
               and (select row_id from bridge.audit_chain c where c.row_id = a.id and c.audit_table = ? limit 1) is null
            """;

    private static final String FIRST = "select min(id) as id from {audit table} where id > ?";

    private final Database database;
    private final Sealer sealer;
    private final Duration open;

    Adoption(Database database, Sealer sealer, Duration open) {
        this.database = database;
        this.sealer = sealer;
        this.open = open;
    }

    private record State(
            int pass, long lastId, Optional<Long> throughId, boolean over, boolean bounded, boolean settled) {}

    /** Looks at the next ids of a table; answers whether it should be called again at once. */
    boolean portion(String table) {
        return database.transaction(tx -> {
            if (!Sealer.isAlone(tx)) {
                return false;
            }
            Optional<String> place = AuditTables.named(tx, table);
            return place.isPresent() && step(tx, table, place.get());
        });
    }

    private boolean step(Tx tx, String table, String place) throws SQLException {
        Optional<State> known = state(tx, table);
        if (known.isEmpty()) {
            begin(tx, table, place);
            return true;
        }
        State state = known.get();
        if (state.pass() > LAST_PASS || (state.pass() == LAST_PASS && !state.over())) {
            return false;
        }
        if (!state.bounded()) {
            tx.update(BOUND, table);
            return true;
        }
        if (!state.settled()) {
            return false;
        }
        if (state.throughId().isEmpty()) {
            tx.update(THROUGH.replace(AuditTables.PLACE, place), table);
            return true;
        }
        if (state.lastId() >= state.throughId().get()) {
            tx.update(NEXT_PASS, table);
            return true;
        }
        long first = tx.first(FIRST.replace(AuditTables.PLACE, place), row -> row.getLong("id"), state.lastId())
                .orElse(0L);
        long until = Math.min(
                Math.max(first, state.lastId() + 1) + IDS - 1, state.throughId().get());
        List<Sealer.Waiting> old = tx.all(
                WINDOW.replace(AuditTables.PLACE, place),
                row -> new Sealer.Waiting(table, row.getLong("id"), Optional.empty()),
                state.lastId(),
                until,
                table,
                table);
        sealer.seal(tx, old);
        tx.update("update bridge.audit_adoption set last_id = ? where audit_table = ?", until, table);
        return true;
    }

    /** Where no row of ours stands there is nothing to take over, and no older version at work either. */
    private void begin(Tx tx, String table, String place) throws SQLException {
        boolean fresh = tx.first(OLD.replace(AuditTables.PLACE, place), row -> true, table, table)
                .isEmpty();
        tx.update(BEGIN, table, fresh ? 0 : open.toSeconds());
    }

    private static Optional<State> state(Tx tx, String table) throws SQLException {
        return tx.first(
                STATE,
                row -> new State(
                        row.getInt("pass"),
                        row.getLong("last_id"),
                        Optional.ofNullable(row.getObject("through_id", Long.class)),
                        row.getBoolean("over"),
                        row.getBoolean("bounded"),
                        row.getBoolean("settled")),
                table);
    }

    /** True when an unsealed row that nothing waits for may still be taken over. */
    static boolean isOpen(Tx tx, String table) throws SQLException {
        return state(tx, table).map(state -> state.pass() <= LAST_PASS).orElse(true);
    }
}
