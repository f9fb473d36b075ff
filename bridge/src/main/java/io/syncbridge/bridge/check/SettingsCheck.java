package io.syncbridge.bridge.check;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether the settings and mapping files can be read, all of them. */
public record SettingsCheck(Settings settings) implements Check {
    private static final String AREA = "settings";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            BridgeConfig config = BridgeConfig.read(settings, false);
            findings.add(new Finding.Ok(
                    AREA,
                    "complete; mappings: "
                            + String.join(
                                    ", ",
                                    config.mappings().stream()
                                            .map(TableMapping::name)
                                            .toList())));
            if (config.rateLimit().isEmpty()) {
                findings.add(new Finding.Note(
                        AREA, "ZAPIER_RATE_LIMIT is off: Zapier's own limit is met by being refused, then waiting"));
            }
        } catch (ConfigProblems faulty) {
            faulty.problems().forEach(problem -> findings.add(new Finding.Problem(AREA, problem)));
        }
        findings.add(address());
        String bind = settings.get("bridge_bind").orElse("127.0.0.1");
        if (!LOOPBACK.matcher(bind).matches()) {
            findings.add(new Finding.Note(
                    AREA,
                    "BRIDGE_BIND " + bind
                            + " lets in more than this machine, and the bridge speaks no TLS: put a TLS proxy in"
                            + " front, and let only the proxy reach port "
                            + settings.get("bridge_port").orElse("8080")));
        }
        return findings;
    }

    private Finding address() {
        Optional<String> text = settings.get("bridge_url");
        if (text.isEmpty()) {
            return new Finding.Note(
                    AREA,
                    "BRIDGE_URL is not set, so whether the webhooks post to this bridge cannot be told; set it to where the"
                            + " outside reaches the bridge");
        }
        Optional<PublicAddress> address = PublicAddress.parse(text.get());
        if (address.isEmpty()) {
            return new Finding.Problem(AREA, "BRIDGE_URL must be " + PublicAddress.FORM + ", not " + text.get());
        }
        return address.get().isPlain() && !address.get().isLocal()
                ? new Finding.Note(
                        AREA, "BRIDGE_URL is not https: secrets of webhooks travel in clear; put a TLS proxy in front")
                : new Finding.Ok(AREA, "webhooks come to " + address.get().url());
    }
}
