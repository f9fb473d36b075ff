package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.setup.SupabaseWebhooks;
import io.syncbridge.bridge.setup.WebhookSender;
import io.syncbridge.bridge.setup.WebhookTarget;
import io.syncbridge.bridge.setup.WebhookTrigger;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The webhook triggers as a script for Supabase's SQL editor or a migration. No database is asked. */
record PrintedWebhooks(Settings settings, Optional<PublicAddress> address, boolean showSecrets) {
    private static final String HEAD = """
            -- Webhooks of Supabase to the bridge. Safe to run again. Needs Database Webhooks to be enabled; with pg_net alone,
            -- run the migrations of schema bridge and write bridge.post_webhook for supabase_functions.http_request.
            """;

    String sql(List<TableMapping> mappings) throws ConfigProblems {
        WebhookTarget target = target();
        return HEAD
                + (showSecrets
                        ? ""
                        : "-- Write the value of SUPABASE_WEBHOOK_SECRET for its name in <>, or print with"
                                + " --show-secrets.\n")
                + "begin;\nset local lock_timeout = '5s';\n"
                + SupabaseWebhooks.twoWay(mappings).stream()
                        .map(mapping -> new WebhookTrigger(mapping, target, WebhookSender.SUPABASE).sql() + ";\n")
                        .collect(Collectors.joining())
                + "commit;\n";
    }

    private WebhookTarget target() throws ConfigProblems {
        if (address.isEmpty()) {
            throw new ConfigProblems(List.of("the bridge's public address is not known; add --url "
                    + "https://bridge.example.com, or set BRIDGE_URL"));
        }
        Settings shown = settings.with(Map.of("bridge_url", address.get().url()));
        if (!showSecrets) {
            shown = shown.with(Map.of("supabase_webhook_secret", "<SUPABASE_WEBHOOK_SECRET>"));
        }
        return WebhookTarget.of(shown)
                .orElseThrow(
                        () -> new ConfigProblems(List.of("SUPABASE_WEBHOOK_SECRET is not set; set it to a long random"
                                + " text (openssl rand -hex 32), or run setup, which makes one up")));
    }
}
