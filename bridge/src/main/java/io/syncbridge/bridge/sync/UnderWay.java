package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.SyncRecords;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker holds at the moment: records under lease, and with them the locks of tenants. */
final class UnderWay {
    private static final Logger LOG = LoggerFactory.getLogger(UnderWay.class);

    private final String mapping;
    private final SyncRecords records;
    private final Set<Claim> claims = ConcurrentHashMap.newKeySet();

    UnderWay(String mapping, SyncRecords records) {
        this.mapping = mapping;
        this.records = records;
    }

    void begin(Collection<Claim> batch) {
        claims.addAll(batch);
    }

    /** Nobody works on these any more; leases of records that were not settled end by themselves. */
    void end(List<Claim> batch) {
        batch.forEach(claims::remove);
        try {
            records.release(batch);
        } catch (DatabaseException down) {
            LOG.debug("{}: locks of tenants end by themselves (SQLState {})", mapping, down.sqlState());
        }
    }

    /** What is still under way belongs to whoever comes next; our own late commit is refused by its fence. */
    void handBack(long seconds) {
        List<Claim> rest = List.copyOf(claims);
        LOG.warn("{}: {} records were still under way after {} s; handed back", mapping, rest.size(), seconds);
        try {
            records.handBack(rest);
            records.release(rest);
        } catch (DatabaseException down) {
            LOG.warn("{}: could not hand them back (SQLState {}); their leases end", mapping, down.sqlState());
        }
    }
}
