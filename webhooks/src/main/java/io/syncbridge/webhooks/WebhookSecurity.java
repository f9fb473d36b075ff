package io.syncbridge.webhooks;

import io.syncbridge.mapping.Side;
import java.util.List;
import java.util.Map;

/**
 * Who may call the endpoints.
 *
 * @param secrets the valid secrets of each side: none, one, or two while one is being replaced
 * @param signaturesRequired true when only signed requests (Standard Webhooks) are let in, on both sides
 * @param openToAll true when nobody is asked for a secret; goes with no secrets and no signatures
 */
public record WebhookSecurity(Map<Side, List<Secret>> secrets, boolean signaturesRequired, boolean openToAll) {
    private static final int MOST_SECRETS = 2;

    /** Copies, and refuses contradictions. */
    public WebhookSecurity {
        secrets = Map.of(
                Side.SUPABASE, List.copyOf(secrets.getOrDefault(Side.SUPABASE, List.of())),
                Side.ZAPIER, List.copyOf(secrets.getOrDefault(Side.ZAPIER, List.of())));
        boolean hasSecrets = secrets.values().stream().anyMatch(list -> !list.isEmpty());
        if (openToAll && (hasSecrets || signaturesRequired)) {
            throw new IllegalArgumentException("insecure webhooks go with no secrets and no required signatures");
        }
        for (Map.Entry<Side, List<Secret>> entry : secrets.entrySet()) {
            if (entry.getValue().size() > MOST_SECRETS) {
                throw new IllegalArgumentException("at most " + MOST_SECRETS + " webhook secrets for " + entry.getKey()
                        + ": the old and the new one");
            }
        }
    }

    /** Secrets per side, each usable in a header and for signatures. */
    public static WebhookSecurity of(Map<Side, List<Secret>> secrets, boolean signaturesRequired) {
        return new WebhookSecurity(secrets, signaturesRequired, false);
    }

    /** Lets everybody in. Only for {@code --insecure-no-auth}. */
    public static WebhookSecurity insecure() {
        return new WebhookSecurity(Map.of(), false, true);
    }

    /** The valid secrets of a side; may be empty. */
    public List<Secret> secretsOf(Side side) {
        return secrets.getOrDefault(side, List.of());
    }
}
