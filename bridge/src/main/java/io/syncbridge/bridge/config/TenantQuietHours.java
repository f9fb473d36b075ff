package io.syncbridge.bridge.config;

import io.syncbridge.bridge.store.Tenants;
import io.syncbridge.codec.QuietText;
import io.syncbridge.mapping.QuietHours;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code BRIDGE_TENANT_QUIET_HOURS}: {@code <tenant>=<quiet hours>} separated by semicolons; one tenant may come twice. */
final class TenantQuietHours {
    private static final String NAME = "BRIDGE_TENANT_QUIET_HOURS";

    private TenantQuietHours() {}

    static Map<String, QuietHours> read(Settings settings, List<TableMapping> mappings, List<String> problems) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (String part : settings.get("bridge_tenant_quiet_hours").orElse("").split(";", -1)) {
            int equals = part.indexOf('=');
            String tenant = equals < 0 ? "" : Tenants.written(part.substring(0, equals));
            if (!tenant.isEmpty()) {
                texts.computeIfAbsent(tenant, first -> new ArrayList<>()).add(part.substring(equals + 1));
            } else if (!part.isBlank()) {
                problems.add(
                        NAME + " must be like acme=22:00-06:00 Europe/Berlin; globex=sat,sun 00:00-24:00 UTC, not '"
                                + part.strip() + "'");
            }
        }
        if (!texts.isEmpty()
                && mappings.stream().allMatch(mapping -> mapping.tenant().isEmpty())) {
            problems.add(NAME + " is set, but no mapping says whose its records are; add 'tenant: <field>' to one");
        }
        Map<String, QuietHours> hours = new LinkedHashMap<>();
        texts.forEach((tenant, windows) -> hours.put(
                tenant,
                QuietText.read(windows, problem -> problems.add(NAME + ", tenant " + tenant + ": " + problem))));
        return hours;
    }
}
