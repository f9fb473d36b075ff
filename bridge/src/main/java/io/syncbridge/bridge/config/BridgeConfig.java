package io.syncbridge.bridge.config;

import io.syncbridge.bridge.alert.AlertSettings;
import io.syncbridge.bridge.audit.AuditSettings;
import io.syncbridge.bridge.sync.RetryLimits;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.bridge.zapier.ZapierCredentials;
import io.syncbridge.mapping.QuietHours;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.WebhookLimits;
import io.syncbridge.webhooks.WebhookSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Everything the service needs to know, read once.
 *
 * @param database where Supabase's PostgreSQL is
 * @param zapierUrl where Zapier, or a simulator, is
 * @param credentials how to log in there
 * @param zapierTables ULIDs by mapping name, where configured; others are found by name
 * @param zapierFields keys of Zapier fields ({@code f<n>}) by mapping and field name, where configured
 * @param security who may post webhooks
 * @param limits how much they may ask for
 * @param bind the address to listen on
 * @param port the port, 0 for any free one
 * @param lease how long a record belongs to one worker; from 5 s
 * @param sweepInterval from one full comparison to the next; from 1 s
 * @param verifyInterval from one comparison of both sides with each other to the next; from 1 s, empty for none
 * @param retries how long a failing record is tried before it is parked
 * @param tableRetries the same for tables that have a limit of their own; see {@link #retries(String)}
 * @param rateLimit calls of the Zapier API that all instances together allow themselves; empty for no limit of ours
 * @param adminToken opens the dashboard, two separated by a comma while one is being replaced; empty for none
 * @param viewerFields whose contents the bearer of a share link sees there
 * @param tenantQuiet when the changes of a tenant wait, by tenant
 * @param mappings the tables to keep in sync, at least one
 * @param inboxes which tables are heard of by trigger inbox, and how
 * @param alerts when people are told that something needs them, and where
 * @param audit how the audit chain is made
 * @param telemetry where traces and metrics are sent, by the standard settings
 */
public record BridgeConfig(
        DatabaseAddress database,
        HttpUrl zapierUrl,
        ZapierCredentials credentials,
        Map<String, String> zapierTables,
        Map<String, Map<String, String>> zapierFields,
        WebhookSecurity security,
        WebhookLimits limits,
        String bind,
        int port,
        Duration lease,
        Duration sweepInterval,
        Optional<Duration> verifyInterval,
        RetryLimits retries,
        Map<String, RetryLimits> tableRetries,
        Optional<RateLimit> rateLimit,
        Optional<Secret> adminToken,
        ViewerFields viewerFields,
        Map<String, QuietHours> tenantQuiet,
        List<TableMapping> mappings,
        InboxSettings inboxes,
        AlertSettings alerts,
        AuditSettings audit,
        TelemetrySettings telemetry) {
    private static final Duration LEAST_LEASE = Duration.ofSeconds(5);
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /** Copies. */
    public BridgeConfig {
        zapierTables = Map.copyOf(zapierTables);
        zapierFields = Map.copyOf(zapierFields);
        tableRetries = Map.copyOf(tableRetries);
        tenantQuiet = Map.copyOf(tenantQuiet);
        mappings = List.copyOf(mappings);
    }

    /**
     * Reads and checks.
     *
     * @param insecure true when webhooks shall need no secret
     * @throws ConfigProblems with all of them
     */
    public static BridgeConfig read(Settings settings, boolean insecure) throws ConfigProblems {
        List<String> problems = new ArrayList<>();
        Optional<DatabaseAddress> database = settings.get("database_url").flatMap(DatabaseAddress::parse);
        if (database.isEmpty()) {
            problems.add("DATABASE_URL is "
                    + (settings.get("database_url").isPresent() ? "not a PostgreSQL address" : "not set")
                    + "; write it like postgres://user:password@host:5432/postgres");
        }
        if (database.filter(DatabaseAddress::preparesBehindPooler).isPresent()) {
            problems.add("DATABASE_URL names a transaction pooler and asks for prepared statements, which fail there;"
                    + " remove prepareThreshold from it");
        }
        HttpUrl zapier = HttpUrl.parse(settings.get("zapier_base_url").orElse("https://zapier.com"));
        if (zapier == null) {
            problems.add("ZAPIER_BASE_URL is not an address; leave it out for Zapier itself");
        }
        Optional<ZapierCredentials> credentials = credentials(settings);
        if (credentials.orElse(null) instanceof ZapierCredentials.Token token
                && !TOKEN.matcher(token.token().value()).matches()) {
            problems.add("ZAPIER_CREDENTIALS is not a token: blanks, line breaks and letters beyond ASCII are in none");
        }
        if (credentials.isEmpty()) {
            problems.add("no Zapier credentials; set ZAPIER_CREDENTIALS_CLIENT_ID and ZAPIER_CREDENTIALS_CLIENT_SECRET "
                    + "(npx zapier-sdk create-client-credentials), or ZAPIER_CREDENTIALS to a token");
        }
        Optional<WebhookSecurity> security = SecretSettings.webhooks(settings, insecure, problems);
        WebhookLimits limits = TrafficSettings.read(settings, problems);
        Duration lease = duration(settings.get("bridge_lease").orElse("30s"), "BRIDGE_LEASE", problems);
        if (lease.compareTo(LEAST_LEASE) < 0) {
            problems.add("BRIDGE_LEASE must be at least 5s");
        }
        Duration sweeps =
                duration(settings.get("bridge_sweep_interval").orElse("5m"), "BRIDGE_SWEEP_INTERVAL", problems);
        if (sweeps.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("BRIDGE_SWEEP_INTERVAL must be at least 1s");
        }
        Optional<Duration> verifying = verifyInterval(settings, problems);
        List<TableMapping> mappings = new Mappings(problems)
                .selected(
                        Packs.chosen(settings, problems),
                        settings.get("bridge_mappings").map(Path::of),
                        settings.get("bridge_tables"));
        int port = port(settings, problems);
        RetryLimits retries = RetrySettings.usual(settings, problems);
        Map<String, RetryLimits> tableRetries = RetrySettings.tables(settings, mappings, retries, problems);
        Optional<RateLimit> rateLimit = rateLimit(settings, problems);
        Optional<Secret> adminToken = SecretSettings.adminToken(settings, problems);
        ViewerFields viewerFields = ViewerFields.read(settings, mappings, problems);
        Map<String, QuietHours> tenantQuiet = TenantQuietHours.read(settings, mappings, problems);
        ZapierNames names = ZapierNames.read(settings, mappings, problems);
        InboxSettings inboxes = InboxSettings.read(settings, mappings, problems);
        AlertSettings alerts = AlertText.read(settings, problems);
        AuditSettings audit = AuditText.read(settings, problems);
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        return new BridgeConfig(
                database.orElseThrow(),
                java.util.Objects.requireNonNull(zapier),
                credentials.orElseThrow(),
                names.tables(),
                names.fields(),
                security.orElseThrow(),
                limits,
                settings.get("bridge_bind").orElse("127.0.0.1"),
                port,
                lease,
                sweeps,
                verifying,
                retries,
                tableRetries,
                rateLimit,
                adminToken,
                viewerFields,
                tenantQuiet,
                mappings,
                inboxes,
                alerts,
                audit,
                TelemetrySettings.read(settings));
    }

    private static Optional<Duration> verifyInterval(Settings settings, List<String> problems) {
        String text = settings.get("bridge_verify_interval").orElse("24h");
        if (text.equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        Duration interval = duration(text, "BRIDGE_VERIFY_INTERVAL", problems);
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("BRIDGE_VERIFY_INTERVAL must be at least 1s, or off");
        }
        return Optional.of(interval);
    }

    /** How long a failing record of this table is tried before it is parked. */
    public RetryLimits retries(String mapping) {
        return tableRetries.getOrDefault(mapping, retries);
    }

    private static Optional<RateLimit> rateLimit(Settings settings, List<String> problems) {
        Optional<String> text = settings.get("zapier_rate_limit");
        if (text.filter(off -> off.equalsIgnoreCase("off")).isPresent()) {
            return Optional.empty();
        }
        Optional<RateLimit> limit = text.flatMap(RateLimitText::parse);
        if (text.isPresent() && limit.isEmpty()) {
            problems.add(
                    "ZAPIER_RATE_LIMIT must be calls per window such as 60/10s (windows from 1s to 24h), or off, not "
                            + text.get());
        }
        return limit.or(() -> Optional.of(RateLimit.DEFAULT));
    }

    /** The credentials that settings hold; empty when there are none. */
    public static Optional<ZapierCredentials> credentials(Settings settings) {
        Optional<ZapierCredentials> token =
                settings.get("zapier_credentials").map(value -> new ZapierCredentials.Token(new Secret(value)));
        return token.isPresent()
                ? token
                : settings.get("zapier_credentials_client_id")
                        .flatMap(id -> settings.get("zapier_credentials_client_secret")
                                .map(secret -> new ZapierCredentials.Client(id, new Secret(secret))));
    }

    private static int port(Settings settings, List<String> problems) {
        String text = settings.get("bridge_port").orElse("8080");
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            problems.add("BRIDGE_PORT must be a number from 0 to 65535, not " + text);
            return 0;
        }
        return Integer.parseInt(text);
    }

    static Duration duration(String text, String name, List<String> problems) {
        Optional<Duration> duration = DurationText.parse(text);
        if (duration.isEmpty()) {
            problems.add(name + " must be a duration such as 30s or 5m, not " + text);
        }
        return duration.orElse(Duration.ofSeconds(30));
    }
}
