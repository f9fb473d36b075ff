package io.syncbridge.bridge.check;

import io.syncbridge.bridge.capture.CaptureTriggers;
import io.syncbridge.bridge.setup.InstalledWebhook;
import io.syncbridge.bridge.setup.WebhookSender;
import io.syncbridge.bridge.setup.WebhookTarget;
import io.syncbridge.bridge.setup.WebhookTrigger;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a change of a two-way table's rows is announced to the bridge, by webhook or capture trigger. */
public record WebhookCheck(Database database, TableMapping mapping, Optional<WebhookTarget> target) implements Check {

    @Override
    public List<Finding> findings() {
        CaptureTriggers.Mode mode = database.transaction(tx -> CaptureTriggers.mode(tx, mapping));
        Optional<WebhookSender> sender = database.transaction(WebhookSender::of);
        if (mode != CaptureTriggers.Mode.OFF) {
            return List.of(new Finding.Ok(mapping.name(), "changes of " + mapping.supabase() + " are captured"));
        }
        if (sender.isEmpty()) {
            return List.of(new Finding.Problem(mapping.name(), WebhookSender.NONE));
        }
        if (target.isEmpty()) {
            return List.of(new Finding.Problem(
                    mapping.name(),
                    "whether " + mapping.supabase() + " posts its changes cannot be told without BRIDGE_URL and"
                            + " SUPABASE_WEBHOOK_SECRET; set them, then run ./bridgectl setup"));
        }
        return triggered(new WebhookTrigger(mapping, target.get(), sender.get()), target.get());
    }

    private List<Finding> triggered(WebhookTrigger trigger, WebhookTarget target) {
        List<InstalledWebhook> installed = database.transaction(tx -> InstalledWebhook.of(tx, mapping));
        List<Finding> findings = new ArrayList<>();
        findings.add(
                switch (trigger.state(installed)) {
                    case WebhookTrigger.State.Right right ->
                        new Finding.Ok(
                                mapping.name(),
                                "webhook " + trigger.name() + " posts to "
                                        + target.address().forSupabase());
                    case WebhookTrigger.State.Adopted other ->
                        new Finding.Ok(
                                mapping.name(),
                                "webhook " + other.trigger() + " posts to "
                                        + target.address().forSupabase());
                    case WebhookTrigger.State.Missing missing ->
                        new Finding.Problem(
                                mapping.name(),
                                "no webhook on " + mapping.supabase() + " posts to "
                                        + target.address().forSupabase() + "; run ./bridgectl setup");
                    case WebhookTrigger.State.Outdated outdated ->
                        new Finding.Problem(
                                mapping.name(),
                                "webhook " + trigger.name() + " is not as it should be (" + outdated.why()
                                        + "); run ./bridgectl setup");
                });
        trigger.doubles(installed)
                .forEach(another -> findings.add(new Finding.Note(
                        mapping.name(), "webhook " + another + " posts to the same address; drop it, one is enough")));
        return findings;
    }
}
