package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What differs between the users' set-ups that are tried.
 *
 * @param zapier how the simulator behaves
 * @param jobFields the fields of the Zapier table agent_jobs
 * @param shape how the Zaps fill their webhook step
 * @param echoes true when Supabase also announces what the bridge itself wrote, as a webhook made by hand does; those that
 *     {@code setup} makes do not
 * @param zaps false when the user has made no Zap: Zapier posts no webhook
 * @param settings of the bridge, besides those that every stack has
 */
record Setup(
        SimulatorOptions zapier,
        List<SimField.Spec> jobFields,
        PayloadShape shape,
        boolean echoes,
        boolean zaps,
        Map<String, String> settings) {

    static Setup usual() {
        return new Setup(
                SimulatorOptions.defaults(), AgentTables.agentJobs(), PayloadShape.CHANGESET, false, true, Map.of());
    }

    Setup withZapier(SimulatorOptions other) {
        return new Setup(other, jobFields, shape, echoes, zaps, settings);
    }

    Setup withShape(PayloadShape other) {
        return new Setup(zapier, jobFields, other, echoes, zaps, settings);
    }

    /** The bridge is set up in this way too. */
    Setup withSettings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new Setup(zapier, jobFields, shape, echoes, zaps, Map.copyOf(all));
    }

    /** The user has made Supabase's webhooks by hand. */
    Setup withEchoes() {
        return new Setup(zapier, jobFields, shape, true, zaps, settings);
    }

    /** No Zaps: Zapier's changes come by trigger inbox. */
    Setup withInboxesOnly() {
        return new Setup(
                zapier,
                jobFields,
                shape,
                echoes,
                false,
                Map.of("ZAPIER_INBOX", "all", "ZAPIER_INBOX_ACTION_KEY", "record_changed"));
    }

    /** One field of agent_jobs in Zapier has another type, as users have it. */
    Setup withJobField(String type, String name) {
        List<SimField.Spec> fields = jobFields.stream()
                .map(field -> field.name().equals(name) ? SimField.Spec.of(type, name) : field)
                .toList();
        return new Setup(zapier, fields, shape, echoes, zaps, settings);
    }

    /** The shipped mapping of a table with these texts replaced, pairwise. */
    Setup withMapping(String table, String... replacements) {
        try (InputStream shipped = Setup.class.getResourceAsStream("/mappings/" + table + ".yaml")) {
            String yaml = new String(Objects.requireNonNull(shipped).readAllBytes(), StandardCharsets.UTF_8);
            for (int i = 0; i < replacements.length; i += 2) {
                assertThat(yaml).contains(replacements[i]);
                yaml = yaml.replace(replacements[i], replacements[i + 1]);
            }
            Path folder = Files.createTempDirectory("mappings");
            Files.writeString(folder.resolve(table + ".yaml"), yaml);
            return new Setup(zapier, jobFields, shape, echoes, zaps, Map.of("BRIDGE_MAPPINGS", folder.toString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
