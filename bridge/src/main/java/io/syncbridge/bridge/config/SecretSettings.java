package io.syncbridge.bridge.config;

import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.mapping.Side;
import io.syncbridge.webhooks.WebhookSecurity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What callers must know: webhook secrets and the dashboard's token. Each may be two while one is being replaced. */
final class SecretSettings {
    private static final int LEAST_TOKEN = 16;
    private static final int MOST_TOKENS = 2;

    private SecretSettings() {}

    /** What webhooks must show; empty when it is not as it should be. */
    static Optional<WebhookSecurity> webhooks(Settings settings, boolean insecure, List<String> problems) {
        if (insecure) {
            return Optional.of(WebhookSecurity.insecure());
        }
        List<io.syncbridge.webhooks.Secret> supabase = secrets(settings, "supabase_webhook_secret", problems);
        List<io.syncbridge.webhooks.Secret> zapier = secrets(settings, "zapier_webhook_secret", problems);
        try {
            return Optional.of(WebhookSecurity.of(Map.of(Side.SUPABASE, supabase, Side.ZAPIER, zapier), false));
        } catch (IllegalArgumentException impossible) {
            problems.add(String.valueOf(impossible.getMessage()));
            return Optional.empty();
        }
    }

    private static List<io.syncbridge.webhooks.Secret> secrets(Settings settings, String name, List<String> problems) {
        List<io.syncbridge.webhooks.Secret> secrets = new ArrayList<>();
        String label = name.toUpperCase(Locale.ROOT);
        for (String text : settings.get(name).orElse("").split(",", -1)) {
            if (text.isBlank()) {
                continue;
            }
            try {
                secrets.add(io.syncbridge.webhooks.Secret.of(text.strip()));
            } catch (IllegalArgumentException refused) {
                problems.add(label + ": " + refused.getMessage());
            }
        }
        if (secrets.isEmpty()) {
            problems.add(
                    label + " is not set: anybody could post webhooks. Set it to a long random text (openssl rand -hex"
                            + " 32) and send it as X-Webhook-Secret, or start with --insecure-no-auth to try things out");
        }
        return secrets;
    }

    /** The token, or two while one is being replaced; empty when the dashboard is closed. */
    static Optional<Secret> adminToken(Settings settings, List<String> problems) {
        Optional<String> token = settings.get("bridge_admin_token").filter(text -> !text.isBlank());
        List<String> parts = token.map(text -> List.of(text.split(",", -1))).orElse(List.of());
        if (parts.size() > MOST_TOKENS) {
            problems.add(
                    "BRIDGE_ADMIN_TOKEN holds more than two tokens; while one is being replaced write the new one, a comma"
                            + " and the old one. A token itself has no comma");
        }
        if (parts.stream().anyMatch(text -> text.strip().length() < LEAST_TOKEN)) {
            problems.add("BRIDGE_ADMIN_TOKEN is shorter than " + LEAST_TOKEN
                    + " characters: it could be guessed. Set it to a long random text (openssl rand -hex 32)");
        }
        return token.map(Secret::new);
    }
}
