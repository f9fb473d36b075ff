package io.syncbridge.bridge.capture;

import io.syncbridge.bridge.config.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the capture triggers' NOTIFY on a connection of its own, which is never inside a transaction: one that is would keep
 * the whole server's notifications from being forgotten. Connects only while there is something to hear: connections are
 * few. Only a wake-up: whatever it misses is found within a second.
 */
public final class CaptureListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureListener.class);
    private static final Duration KEEPALIVE = Duration.ofSeconds(20);
    private static final Duration NOT_WANTED = Duration.ofSeconds(1);
    private static final List<Duration> RECONNECT = List.of(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));

    private final DatabaseAddress address;
    private final BooleanSupplier wanted;
    private final Runnable wake;
    private final Thread loop;
    private volatile boolean running = true;
    private volatile boolean listening;

    /**
     * A listener; {@link #start} sets it going.
     *
     * @param wanted whether there is anything to hear; asked every second
     * @param wake called at each notification and at each connection; must not block
     */
    public CaptureListener(DatabaseAddress address, BooleanSupplier wanted, Runnable wake) {
        this.address = address;
        this.wanted = wanted;
        this.wake = wake;
        this.loop = Thread.ofVirtual().name("capture-listener").unstarted(this::run);
    }

    /** Begins to listen; behind a transaction pooler, which hands each statement to another session, it says so and does not. */
    public void start() {
        if (address.isTransactionPooled()) {
            LOG.info("captured changes are looked for every second: LISTEN does not work behind a transaction pooler");
            return;
        }
        loop.start();
    }

    /** True while notifications are heard. */
    public boolean isListening() {
        return listening;
    }

    private void run() {
        int failures = 0;
        while (running) {
            if (!wanted.getAsBoolean()) {
                if (!slept(NOT_WANTED)) {
                    return;
                }
                continue;
            }
            try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + CaptureTriggers.CHANNEL);
                if (failures > 0) {
                    LOG.info("listening for captured changes again");
                }
                failures = 0;
                listening = true;
                wake.run();
                hear(connection, statement);
            } catch (SQLException lost) {
                listening = false;
                if (failures == 0 && running) {
                    LOG.warn(
                            "not listening for captured changes (SQLState {}); looking every second, connecting again",
                            lost.getSQLState());
                }
                failures++;
            }
            if (!slept(RECONNECT.get(Math.min(failures, RECONNECT.size() - 1)))) {
                return;
            }
        }
    }

    private static boolean slept(Duration wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private void hear(Connection connection, Statement statement) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        while (running && wanted.getAsBoolean()) {
            if (driver.getNotifications(Math.toIntExact(KEEPALIVE.toMillis())).length > 0) {
                wake.run();
            } else {
                statement.execute("select 1"); // a connection that died in silence shows itself
            }
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        address.user().ifPresent(user -> properties.setProperty("user", user));
        address.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", "sync-bridge listener");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        return properties;
    }

    @Override
    public void close() {
        running = false;
        loop.interrupt();
    }
}
