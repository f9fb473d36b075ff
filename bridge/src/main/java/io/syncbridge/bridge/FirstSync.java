package io.syncbridge.bridge;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.mapping.SyncMode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at a start which tables hold rows that nobody has linked yet: there is a faster way than to look at each. */
final class FirstSync {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSync.class);

    private FirstSync() {}

    static void advise(Database database, List<Link> links) {
        try {
            List<String> ahead = links.stream()
                    .filter(link -> link.mapping().mode() == SyncMode.TWO_WAY)
                    .filter(link -> new Bookkeeping(link.mapping(), database)
                                    .after(0, 1)
                                    .isEmpty()
                            && !database.transaction(tx -> link.supabase().isEmpty(tx)))
                    .map(link -> link.mapping().name())
                    .toList();
            if (!ahead.isEmpty()) {
                LOG.info(
                        "{}: not empty and not synced yet; every record will be looked at by itself. ./bridgectl backfill before"
                                + " a start is faster",
                        String.join(", ", ahead));
            }
        } catch (DatabaseException away) {
            LOG.debug("not asked for a first sync, SQLState {}", away.sqlState());
        }
    }
}
