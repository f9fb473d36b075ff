package io.syncbridge.bridge.store;

import io.syncbridge.webhooks.Origin;
import java.util.Optional;

/**
 * That a record may have changed, and how we know.
 *
 * @param mapping its name
 * @param record the Supabase key in its canonical form, or the id of the Zapier record
 * @param kind which side said so
 * @param payload the state that the message showed; empty where a look must tell
 * @param origin the request that said so; empty for our own finding
 */
public record Heard(String mapping, String record, Claim.Kind kind, Optional<String> payload, Optional<Origin> origin) {

    /** Found by ourselves, without a state. */
    public static Heard of(String mapping, String record, Claim.Kind kind) {
        return new Heard(mapping, record, kind, Optional.empty(), Optional.empty());
    }
}
