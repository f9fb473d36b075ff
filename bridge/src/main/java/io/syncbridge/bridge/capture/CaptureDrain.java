package io.syncbridge.bridge.capture;

import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the capture triggers noted into hints. One transaction takes notes away and stores their hints, so nothing is
 * ever between the two; several instances take different notes. Looks when told to, every second while a table is captured,
 * and every 30 s otherwise.
 */
public final class CaptureDrain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureDrain.class);
    private static final int MOST = 500;
    /** A longer key fits no index of PostgreSQL's, the bookkeeping's neither. */
    private static final int LONGEST_KEY = 2000;

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String TAKE = """
            delete from bridge.capture c
             using (select mapping, id from bridge.capture
                     where mapping = ? order by mapping, id limit ? for update skip locked) due
             where c.mapping = due.mapping and c.id = due.id
            returning c.s_key
            """;

    private final Database database;
    private final List<TableMapping> mappings;
    private final Consumer<String> nudge;
    private final Semaphore news = new Semaphore(0);
    private final LongAdder drained = new LongAdder();
    private final Thread loop;
    private volatile boolean running = true;
    private volatile CaptureTriggers.Mode mode = CaptureTriggers.Mode.OFF;

    /**
     * A drain; {@link #start} sets it going.
     *
     * @param mappings all that run; only two-way ones are looked for
     * @param nudge told the mapping's name once its hints are stored
     */
    public CaptureDrain(Database database, Collection<TableMapping> mappings, Consumer<String> nudge) {
        this.database = database;
        this.mappings = mappings.stream()
                .filter(mapping -> mapping.mode() == SyncMode.TWO_WAY)
                .toList();
        this.nudge = nudge;
        this.loop = Thread.ofVirtual().name("capture-drain").unstarted(this::run);
    }

    /** Begins to look. */
    public void start() {
        loop.start();
    }

    /** Wakes this drain at every notification from now on, until it is closed. */
    public CaptureListener listener(DatabaseAddress address) {
        CaptureListener listener = new CaptureListener(address, this::isNotified, this::wake);
        listener.start();
        return listener;
    }

    /** Says that there may be something. */
    public void wake() {
        news.release();
    }

    /** Notes drained so far. */
    public long drained() {
        return drained.sum();
    }

    /** Drains everything there is now and answers how many notes that were. */
    public int drain() {
        int all = 0;
        for (TableMapping mapping : mappings) {
            int taken = some(mapping);
            all += taken;
            while (taken == MOST && running) {
                taken = some(mapping);
                all += taken;
            }
        }
        return all;
    }

    private int some(TableMapping mapping) {
        int taken = database.transaction(tx -> {
            List<Optional<String>> keys =
                    tx.all(TAKE, row -> Optional.ofNullable(row.getString("s_key")), mapping.name(), MOST);
            store(tx, mapping, keys);
            return keys.size();
        });
        if (taken > 0) {
            drained.add(taken);
            nudge.accept(mapping.name());
        }
        return taken;
    }

    private static void store(Tx tx, TableMapping mapping, List<Optional<String>> keys) throws SQLException {
        TreeSet<String> records = new TreeSet<>();
        for (Optional<String> key : keys) {
            if (key.isPresent() && key.get().length() <= LONGEST_KEY) {
                records.add(RecordKey.value(mapping, key.get())
                        .flatMap(RecordKey::text)
                        .orElse(key.get()));
            } else {
                WholeTableLooks.ask(tx, mapping.name());
            }
        }
        Hints.aboutKeys(tx, mapping.name(), records, Claim.Kind.SUPABASE);
    }

    /** The liveliest of all tables' modes. */
    private CaptureTriggers.Mode liveliest() {
        return database.transaction(tx -> {
            CaptureTriggers.Mode most = CaptureTriggers.Mode.OFF;
            for (TableMapping mapping : mappings) {
                CaptureTriggers.Mode mode = CaptureTriggers.mode(tx, mapping);
                most = mode.compareTo(most) > 0 ? mode : most;
            }
            return most;
        });
    }

    /** True when triggers send notifications that are worth a connection to hear. */
    boolean isNotified() {
        return mode == CaptureTriggers.Mode.NOTIFYING;
    }

    private void run() {
        long looked = System.nanoTime() - IDLE.toNanos();
        while (running) {
            try {
                if (System.nanoTime() - looked >= IDLE.toNanos()) {
                    looked = System.nanoTime();
                    mode = liveliest();
                }
                int taken = drain();
                if (taken > 0 && mode == CaptureTriggers.Mode.OFF) {
                    looked = System.nanoTime() - IDLE.toNanos(); // installed since the last look
                }
            } catch (DatabaseException away) {
                LOG.debug("captured changes not drained, SQLState {}", away.sqlState());
            } catch (RuntimeException fault) {
                LOG.error("captured changes not drained", fault);
            }
            try {
                if (news.tryAcquire(pause(looked).toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private Duration pause(long looked) {
        boolean lookDue = System.nanoTime() - looked >= IDLE.toNanos();
        return mode == CaptureTriggers.Mode.OFF && !lookDue ? IDLE : POLL;
    }

    @Override
    public void close() {
        running = false;
        news.release();
        try {
            if (loop.isAlive() && !loop.join(GRACE)) {
                loop.interrupt();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
