package io.syncbridge.bridge.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Why a record cannot be synced until somebody changes something.
 *
 * @param stage where it stopped
 * @param reason what is wrong and what to do, for a person; may hold a value of the record, so never for a log
 * @param fields the mapping's fields concerned; empty when it is none in particular
 */
public record Failure(Stage stage, String reason, List<String> fields) {

    /** Copies the list. */
    public Failure {
        fields = List.copyOf(fields);
    }

    /** A failure that names no field. */
    public Failure(Stage stage, String reason) {
        this(stage, reason, List.of());
    }

    /** Where a record can stop; the labels stand in the database and in what scripts read. */
    public enum Stage {
        /** What a side holds could not be read. */
        PARSE,
        /** It could be read but does not fit the other side. */
        MAP,
        /** Supabase refused the row. */
        SUPABASE,
        /** Zapier refused the record, or did not answer for too long. */
        ZAPIER,
        /** A person must decide. */
        ASK;

        /** The stage as stored and shown. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Stage of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** Equal for a record that fails again in the same way. */
    String fingerprint() {
        try {
            byte[] said = (stage + "\n" + fields + "\n" + reason).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(said), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
