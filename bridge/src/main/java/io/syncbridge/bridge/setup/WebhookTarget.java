package io.syncbridge.bridge.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.codec.JsonText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where Supabase shall post, and the secrets that the bridge takes there.
 *
 * @param secrets the one that new triggers carry first; another one may still be in use while it is being replaced
 */
public record WebhookTarget(PublicAddress address, List<Secret> secrets) {
    static final String HEADER = "X-Webhook-Secret";
    private static final String LIMIT_MILLIS = "5000";

    /** Copies; at least one secret. */
    public WebhookTarget {
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a webhook needs a secret");
        }
    }

    /** From the settings; empty when address or secret are missing. */
    public static Optional<WebhookTarget> of(Settings settings) {
        List<Secret> secrets = Arrays.stream(
                        settings.get("supabase_webhook_secret").orElse("").split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Secret::new)
                .toList();
        return secrets.isEmpty()
                ? Optional.empty()
                : settings.get("bridge_url")
                        .flatMap(PublicAddress::parse)
                        .map(address -> new WebhookTarget(address, secrets));
    }

    /** The five arguments of the trigger function. */
    List<String> arguments() {
        String headers = JsonNodeFactory.instance
                .objectNode()
                .put("Content-Type", "application/json")
                .put(HEADER, secrets.getFirst().value())
                .toString();
        return List.of(address.forSupabase(), "POST", headers, "{}", LIMIT_MILLIS);
    }

    /** True when a trigger with these arguments posts a mapping's changes to us. */
    boolean isMeant(List<String> arguments, String table) {
        return !arguments.isEmpty()
                && List.of(address.forSupabase(), address.forSupabase() + "/" + table)
                        .contains(arguments.getFirst());
    }

    /** True when the bridge takes what a trigger with these arguments posts. */
    boolean isAccepted(List<String> arguments) {
        return arguments.size() > 2
                && arguments.get(1).equalsIgnoreCase("POST")
                && JsonText.parse(arguments.get(2)).filter(this::hasSecret).isPresent();
    }

    private boolean hasSecret(JsonNode headers) {
        return headers.properties().stream().anyMatch(header -> {
            String value = header.getValue().asText("");
            boolean direct = header.getKey().equalsIgnoreCase(HEADER);
            boolean bearer = header.getKey().equalsIgnoreCase("Authorization");
            return secrets.stream()
                    .map(Secret::value)
                    .anyMatch(
                            secret -> (direct && value.equals(secret)) || (bearer && value.equals("Bearer " + secret)));
        });
    }
}
