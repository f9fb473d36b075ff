package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Hints;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.Receipt;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores hints durably, then tells the workers. All hints of a request are one transaction. */
public final class HintIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(HintIntake.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Database database;
    private final Map<String, TableMapping> mappings;
    private final Consumer<String> nudge;

    /**
     * An intake.
     *
     * @param database with a pool of its own, so that busy workers never keep a webhook waiting
     * @param mappings by name
     * @param nudge told the mapping's name once its hints are stored
     */
    public HintIntake(Database database, Map<String, TableMapping> mappings, Consumer<String> nudge) {
        this.database = database;
        this.mappings = Map.copyOf(mappings);
        this.nudge = nudge;
    }

    @Override
    public Receipt accept(List<Hint> hints) {
        // Everybody locks in the same order, so that two requests about the same records cannot block each other.
        List<Hint> ordered =
                hints.stream().sorted(Comparator.comparing(HintIntake::order)).toList();
        try {
            database.apply(tx -> {
                for (Hint hint : ordered) {
                    store(tx, hint);
                }
            });
        } catch (DatabaseException down) {
            LOG.warn("webhook not stored, SQLState {}", down.sqlState());
            return new Receipt.Unavailable(RETRY);
        }
        hints.stream().map(Hint::mapping).distinct().forEach(nudge);
        return new Receipt.Stored();
    }

    private void store(Tx tx, Hint hint) throws SQLException {
        switch (hint) {
            case Hint.SupabaseRow row ->
                Hints.aboutKey(tx, row.mapping(), canonical(row.mapping(), row.key()), Claim.Kind.SUPABASE);
            case Hint.ZapierKey key ->
                Hints.aboutKey(tx, key.mapping(), canonical(key.mapping(), key.key()), Claim.Kind.ZAPIER);
            case Hint.ZapierRecord record ->
                Hints.aboutZapierRecord(tx, record.mapping(), record.recordId(), record.payload());
        }
    }

    private String canonical(String mapping, String key) {
        TableMapping known = mappings.get(mapping);
        return known == null
                ? key
                : RecordKey.value(known, key)
                        .map(FieldValue.class::cast)
                        .flatMap(RecordKey::text)
                        .orElse(key);
    }

    private static String order(Hint hint) {
        return switch (hint) {
            case Hint.SupabaseRow row -> row.mapping() + " k " + row.key();
            case Hint.ZapierKey key -> key.mapping() + " k " + key.key();
            case Hint.ZapierRecord record -> record.mapping() + " z " + record.recordId();
        };
    }
}
