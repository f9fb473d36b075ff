package io.syncbridge.webhooks;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a webhook says: look at this record. Never data to apply, since events come late, twice, out of order and
 * hand-made.
 */
public sealed interface Hint {

    /** The name of the mapping the record belongs to. */
    String mapping();

    /**
     * A Supabase row changed, appeared or went away.
     *
     * @param mapping the mapping's name
     * @param key the text of the key column exactly as JSON holds it: at most 2,000 characters, without U+0000 or a lone
     *     surrogate; PostgreSQL stores neither
     */
    record SupabaseRow(String mapping, String key) implements Hint {}

    /**
     * A Zapier record changed, appeared or went away.
     *
     * @param mapping the mapping's name
     * @param recordId 26 characters of {@code A-Z0-9}
     * @param payload the record as the event showed it: JSON text {@code {"id":..,"edited_at":..,"created_at"?:..,
     *     "deleted_at"?:..,"data":{"f1":..}}}, values as they came (a form turns all into text). Empty unless the event
     *     held both {@code edited_at} and {@code data}. Safe to store as jsonb: no U+0000, no lone surrogate
     */
    record ZapierRecord(String mapping, String recordId, Optional<String> payload) implements Hint {
        private static final Pattern ID = Pattern.compile("[A-Z0-9]{26}");

        /** Refuses what is not a record id. */
        public ZapierRecord {
            if (!isRecordId(recordId)) {
                throw new IllegalArgumentException("a Zapier record id has 26 characters of A-Z0-9");
            }
        }

        /** True for 26 characters of {@code A-Z0-9}, all that Zapier's own client checks. */
        public static boolean isRecordId(String text) {
            return ID.matcher(text).matches();
        }

        /** Without the payload, whose content belongs in no log. */
        @Override
        public String toString() {
            return "ZapierRecord[mapping=" + mapping + ", recordId=" + recordId + ", payload="
                    + (payload.isPresent() ? "present" : "absent") + "]";
        }
    }

    /**
     * A Zapier payload filled by hand that names only the mapping's own key, not the record.
     *
     * @param mapping the mapping's name
     * @param key the key field's value as the payload holds it, not blank; same limits as a row's key
     */
    record ZapierKey(String mapping, String key) implements Hint {}
}
