package io.syncbridge.bridge.e2e;

import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import java.util.List;
import java.util.Map;

/**
 * What differs between the users' set-ups that are tried.
 *
 * @param zapier how the simulator behaves
 * @param jobFields the fields of the Zapier table agent_jobs
 * @param shape how the Zaps fill their webhook step
 * @param zaps false when the user has made no Zap: Zapier posts no webhook
 * @param settings of the bridge, besides those that every stack has
 */
record Setup(
        SimulatorOptions zapier,
        List<SimField.Spec> jobFields,
        PayloadShape shape,
        boolean zaps,
        Map<String, String> settings) {

    static Setup usual() {
        return new Setup(SimulatorOptions.defaults(), AgentTables.agentJobs(), PayloadShape.CHANGESET, true, Map.of());
    }

    Setup withZapier(SimulatorOptions other) {
        return new Setup(other, jobFields, shape, zaps, settings);
    }

    Setup withShape(PayloadShape other) {
        return new Setup(zapier, jobFields, other, zaps, settings);
    }

    /** No Zaps: Zapier's changes come by trigger inbox. */
    Setup withInboxesOnly() {
        return new Setup(
                zapier,
                jobFields,
                shape,
                false,
                Map.of("ZAPIER_INBOX", "all", "ZAPIER_INBOX_ACTION_KEY", "record_changed"));
    }

    /** One field of agent_jobs in Zapier has another type, as users have it. */
    Setup withJobField(String type, String name) {
        List<SimField.Spec> fields = jobFields.stream()
                .map(field -> field.name().equals(name) ? SimField.Spec.of(type, name) : field)
                .toList();
        return new Setup(zapier, fields, shape, zaps, settings);
    }
}
