package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.QuietTimes;
import io.syncbridge.mapping.QuietHours;
import io.syncbridge.mapping.TableMapping;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is quiet of one mapping now: all of it, or some tenants' records. Says so in the database and in the log when that
 * changes. Looked at before every claim; what is under way when quiet hours begin is finished.
 */
public final class QuietWatch {
    private static final Logger LOG = LoggerFactory.getLogger(QuietWatch.class);
    private static final String ALL = "";

    private final TableMapping mapping;
    private final Map<String, QuietHours> tenants;
    private final Database database;
    private final InstantSource clock;
    private volatile Optional<Map<String, ZonedDateTime>> said = Optional.empty();

    /**
     * A watch over one mapping.
     *
     * @param tenants quiet hours by tenant; they hold where the mapping names a tenant field
     */
    public QuietWatch(TableMapping mapping, Map<String, QuietHours> tenants, Database database, InstantSource clock) {
        this.mapping = mapping;
        this.tenants = mapping.tenant().isPresent() ? Map.copyOf(tenants) : Map.of();
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is quiet.
     *
     * @param mapping until when all records wait; empty when they do not
     * @param tenants whose records wait
     */
    public record Now(Optional<ZonedDateTime> mapping, Set<String> tenants) {
        /** Copies. */
        public Now {
            tenants = Set.copyOf(tenants);
        }
    }

    /** Looks at the clock. */
    public Now look() {
        Instant moment = clock.instant();
        Map<String, ZonedDateTime> ends = new HashMap<>();
        mapping.queue().quiet().until(moment).ifPresent(end -> ends.put(ALL, end));
        tenants.forEach((tenant, hours) -> hours.until(moment).ifPresent(end -> ends.put(tenant, end)));
        if (!said.equals(Optional.of(ends))) {
            QuietTimes.say(database, mapping.name(), ends);
            tell(ends, moment);
            said = Optional.of(Map.copyOf(ends));
        }
        Set<String> quietTenants = new HashSet<>(ends.keySet());
        quietTenants.remove(ALL);
        return new Now(Optional.ofNullable(ends.get(ALL)), quietTenants);
    }

    private void tell(Map<String, ZonedDateTime> ends, Instant moment) {
        Map<String, ZonedDateTime> before = said.orElse(Map.of());
        Optional<ZonedDateTime> all = Optional.ofNullable(ends.get(ALL));
        if (all.isPresent() && !all.equals(Optional.ofNullable(before.get(ALL)))) {
            LOG.info("{}: {}; changes wait", mapping.name(), QuietTimes.told(all.get(), moment));
        } else if (all.isEmpty() && before.containsKey(ALL)) {
            LOG.info("{}: quiet hours are over", mapping.name());
        }
        long others =
                ends.keySet().stream().filter(tenant -> !tenant.equals(ALL)).count();
        long othersBefore =
                before.keySet().stream().filter(tenant -> !tenant.equals(ALL)).count();
        if (others != othersBefore) {
            LOG.info("{}: {} tenants have quiet hours now", mapping.name(), others);
        }
    }
}
