package io.syncbridge.bridge.shadow;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the real bridge remembers of a table, where there is one and it may be read. Without it every record counts as never
 * agreed.
 */
public final class Memories {
    private static final String HIDDEN = "select row_security_active(cast('bridge.sync_record' as regclass)) as hidden";

    private final Optional<Bookkeeping> bookkeeping;
    private final Optional<String> missing;

    private Memories(Optional<Bookkeeping> bookkeeping, Optional<String> missing) {
        this.bookkeeping = bookkeeping;
        this.missing = missing;
    }

    /** Finds out whether there is anything to read. */
    public static Memories of(TableMapping mapping, Database database) {
        try {
            Bookkeeping found = new Bookkeeping(mapping, database);
            List<Known> unused = found.after(0, 1);
            boolean hidden = database.transaction(tx -> tx.first(HIDDEN, row -> row.getBoolean("hidden")))
                    .orElse(false);
            return hidden
                    ? none("its rows are hidden from this database role by row security")
                    : new Memories(Optional.of(found), Optional.empty());
        } catch (DatabaseException refused) {
            if (refused.mayBeSchema()) {
                return none("schema bridge is not there or not readable (SQLState " + refused.sqlState() + ")");
            }
            throw refused;
        }
    }

    private static Memories none(String why) {
        return new Memories(Optional.empty(), Optional.of(why));
    }

    /** Why nothing is remembered; empty when it can be read. */
    public Optional<String> missing() {
        return missing;
    }

    Map<String, Known> byKeys(List<String> keys) {
        return bookkeeping.map(known -> known.byKeys(keys)).orElse(Map.of());
    }

    Map<String, Known> byZapierIds(List<String> ids) {
        return bookkeeping.map(known -> known.byZapierIds(ids)).orElse(Map.of());
    }
}
