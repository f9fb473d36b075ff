package io.syncbridge.bridge.config;

import io.syncbridge.webhooks.TrafficLimits;
import io.syncbridge.webhooks.WebhookLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How much whoever posts webhooks may ask for, from the settings. */
final class TrafficSettings {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:\\[\\]]+");
    private static final int MOST = 1_000_000;

    private final Settings settings;
    private final List<String> problems;

    private TrafficSettings(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    static WebhookLimits read(Settings settings, List<String> problems) {
        return new TrafficSettings(settings, problems).limits();
    }

    private WebhookLimits limits() {
        WebhookLimits usual = WebhookLimits.defaults();
        TrafficLimits traffic = usual.traffic();
        return new WebhookLimits(
                usual.supabaseBodyBytes(),
                usual.zapierBodyBytes(),
                time("bridge_body_time", usual.bodyTime()),
                new TrafficLimits(
                        count("bridge_webhooks_per_second", traffic.perSecond()),
                        count("bridge_connections", traffic.connections()),
                        time("bridge_head_time", traffic.headTime()),
                        proxies()));
    }

    private int count(String name, int usual) {
        String text = settings.get(name).orElse(Integer.toString(usual));
        if (text.matches("[1-9]\\d{0,6}") && Integer.parseInt(text) <= MOST) {
            return Integer.parseInt(text);
        }
        problems.add(name.toUpperCase(Locale.ROOT) + " must be a number from 1 to " + MOST + ", not " + text);
        return usual;
    }

    private Duration time(String name, Duration usual) {
        String text = settings.get(name).orElse(usual.toSeconds() + "s");
        Duration read = DurationText.parse(text).orElse(Duration.ZERO);
        if (read.isPositive() && read.compareTo(Duration.ofMinutes(10)) <= 0) {
            return read;
        }
        problems.add(name.toUpperCase(Locale.ROOT) + " must be a duration up to 10m, such as 30s, not " + text);
        return usual;
    }

    private Set<String> proxies() {
        Set<String> proxies = Arrays.stream(
                        settings.get("bridge_proxies").orElse("").split(",", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .collect(Collectors.toCollection(HashSet::new));
        for (String address : proxies) {
            if (!ADDRESS.matcher(address).matches()) {
                problems.add("BRIDGE_PROXIES must be IP addresses separated by commas; no address: " + address);
            }
        }
        return proxies;
    }
}
