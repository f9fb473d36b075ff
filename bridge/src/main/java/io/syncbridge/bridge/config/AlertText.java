package io.syncbridge.bridge.config;

import io.syncbridge.bridge.alert.AlertRule;
import io.syncbridge.bridge.alert.AlertSettings;
import io.syncbridge.bridge.alert.AlertTarget;
import io.syncbridge.webhooks.Secret;
import io.syncbridge.webhooks.WebhookSigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** The settings of alerts: {@code BRIDGE_ALERT_…}. A rule's is a threshold and how long, as {@code 5% for 10m}, or off. */
public final class AlertText {
    private static final Pattern LIMIT =
            Pattern.compile("(?:(on)|(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(%)?|(\\S+?))(?:\\s+for\\s+(\\S+))?");

    private final Settings settings;
    private final List<String> problems;

    private AlertText(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Reads them; adds what is wrong to the problems, without repeating an address or secret. */
    public static AlertSettings read(Settings settings, List<String> problems) {
        return new AlertText(settings, problems).alerts();
    }

    private AlertSettings alerts() {
        Map<AlertRule, AlertSettings.Limit> limits = new EnumMap<>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            limit(rule).ifPresent(limit -> limits.put(rule, limit));
        }
        AlertSettings.Pace usual = AlertSettings.Pace.USUAL;
        AlertSettings.Pace pace = new AlertSettings.Pace(
                time("BRIDGE_ALERT_INTERVAL", usual.interval()),
                time("BRIDGE_ALERT_WINDOW", usual.window()),
                time("BRIDGE_ALERT_HEAL_AFTER", usual.healAfter()),
                value("BRIDGE_ALERT_REMIND")
                        .filter(text -> !text.equalsIgnoreCase("off"))
                        .map(text -> time("BRIDGE_ALERT_REMIND", Duration.ofHours(24))));
        List<AlertTarget> targets = new ArrayList<>();
        address("BRIDGE_ALERT_SLACK_URL")
                .or(() -> address("SLACK_WEBHOOK_URL"))
                .ifPresent(url -> targets.add(new AlertTarget.Slack(url)));
        Optional<WebhookSigner> signer = signer();
        address("BRIDGE_ALERT_WEBHOOK_URL").ifPresent(url -> targets.add(new AlertTarget.Webhook(url, signer)));
        return new AlertSettings(
                limits,
                pace,
                targets,
                settings.get("bridge_url").flatMap(PublicAddress::parse).map(PublicAddress::url));
    }

    private Optional<AlertSettings.Limit> limit(AlertRule rule) {
        Optional<String> text = value(rule.setting());
        if (text.isEmpty()) {
            return Optional.of(rule.usual());
        }
        if (text.get().equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        Matcher form = LIMIT.matcher(text.get());
        Optional<Double> threshold = form.matches() ? threshold(rule, form) : Optional.empty();
        Optional<Duration> hold = Optional.ofNullable(form.matches() ? form.group(5) : null)
                .map(time -> DurationText.parse(time))
                .orElse(Optional.of(rule.usual().hold()));
        if (threshold.isEmpty() || hold.isEmpty()) {
            problems.add(rule.setting() + " must be " + example(rule.unit())
                    + ", each with how long it must last if you like (… for 5m), or off; not " + text.get());
            return Optional.of(rule.usual());
        }
        return Optional.of(new AlertSettings.Limit(threshold.get(), hold.get()));
    }

    private static Optional<Double> threshold(AlertRule rule, Matcher form) {
        boolean on = form.group(1) != null;
        Optional<String> number = Optional.ofNullable(form.group(2));
        boolean percent = form.group(3) != null;
        return switch (rule.unit()) {
            case NONE -> on ? Optional.of(0.0) : Optional.empty();
            case COUNT -> number.filter(count -> !percent).map(Double::valueOf);
            case PERCENT -> number.filter(share -> percent).map(Double::valueOf);
            case SECONDS ->
                Optional.ofNullable(form.group(4)).flatMap(DurationText::parse).map(time -> time.toMillis() / 1000.0);
        };
    }

    private static String example(AlertRule.Unit unit) {
        return switch (unit) {
            case NONE -> "on";
            case COUNT -> "a number such as 10";
            case PERCENT -> "per cent such as 5%";
            case SECONDS -> "a duration such as 30s";
        };
    }

    private Duration time(String name, Duration usual) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return usual;
        }
        Duration time = BridgeConfig.duration(text.get(), name, problems);
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add(name + " must be at least 1s");
            return usual;
        }
        return time;
    }

    private Optional<HttpUrl> address(String name) {
        Optional<String> text = value(name);
        Optional<HttpUrl> url = text.map(HttpUrl::parse);
        if (text.isPresent() && url.isEmpty()) {
            problems.add(name + " is not an address; copy it whole, with https://");
        }
        if (url.filter(given -> !given.isHttps() && !isLocal(given)).isPresent()) {
            problems.add(name + " must begin with https://: whoever reads the address on its way may post there too");
            return Optional.empty();
        }
        return url;
    }

    private static boolean isLocal(HttpUrl url) {
        return url.host().equals("localhost")
                || url.host().startsWith("127.")
                || url.host().equals("::1");
    }

    private Optional<WebhookSigner> signer() {
        try {
            return value("BRIDGE_ALERT_WEBHOOK_SECRET").map(Secret::of).map(WebhookSigner::new);
        } catch (IllegalArgumentException refused) {
            problems.add("BRIDGE_ALERT_WEBHOOK_SECRET: " + refused.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> value(String name) {
        return settings.get(name.toLowerCase(Locale.ROOT));
    }
}
