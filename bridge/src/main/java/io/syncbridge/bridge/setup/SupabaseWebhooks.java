package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Optional;

/** Puts a webhook trigger on every two-way table; one transaction each, so that a busy table holds up no other. */
public final class SupabaseWebhooks {
    private final Database database;
    private final WebhookTarget target;
    private final Journal journal;

    /** Triggers that post to this target. */
    public SupabaseWebhooks(Database database, WebhookTarget target, Journal journal) {
        this.database = database;
        this.target = target;
        this.journal = journal;
    }

    /** Brings every table's trigger in order. */
    public void install(List<TableMapping> mappings) {
        List<TableMapping> twoWay = twoWay(mappings);
        Optional<WebhookSender> sender = database.transaction(WebhookSender::of);
        if (twoWay.isEmpty()) {
            return;
        }
        if (sender.isEmpty()) {
            journal.left(WebhookSender.NONE);
            return;
        }
        if (target.address().isLocal()) {
            journal.note("Supabase posts to " + target.address().forSupabase()
                    + ", which is the database's own machine; a hosted database cannot reach yours by that name");
        }
        for (TableMapping mapping : twoWay) {
            try {
                install(mapping, sender.get());
            } catch (DatabaseException failed) {
                journal.problem(mapping.name() + ": " + TriggerRefusals.advice(mapping, failed));
            }
        }
    }

    private void install(TableMapping mapping, WebhookSender sender) {
        if (database.transaction(tx -> Columns.read(tx, mapping.supabase()))
                .columns()
                .isEmpty()) {
            if (journal.isDryRun()) {
                journal.note("webhook on " + mapping.supabase() + ": the table is not there yet");
                return;
            }
            journal.problem(mapping.name() + ": Supabase has no table " + mapping.supabase()
                    + "; create it, or correct 'supabase' in the mapping, then run setup again");
            return;
        }
        WebhookTrigger trigger = new WebhookTrigger(mapping, target, sender);
        List<InstalledWebhook> installed = database.transaction(tx -> InstalledWebhook.of(tx, mapping));
        String what = "webhook " + trigger.name() + " on " + mapping.supabase() + " to "
                + target.address().forSupabase();
        switch (trigger.state(installed)) {
            case WebhookTrigger.State.Right right -> journal.kept(what);
            case WebhookTrigger.State.Adopted other ->
                journal.kept("webhook " + other.trigger() + " on " + mapping.supabase()
                        + " was there before and does the same; adopted");
            case WebhookTrigger.State.Missing missing -> {
                apply(trigger);
                journal.changed("created", "would create", what);
            }
            case WebhookTrigger.State.Outdated outdated -> {
                apply(trigger);
                journal.changed("replaced", "would replace", what + " (" + outdated.why() + ")");
            }
        }
        trigger.doubles(installed)
                .forEach(another -> journal.note("webhook " + another + " on " + mapping.supabase()
                        + " posts to the same address; drop it in the dashboard, one is enough"));
    }

    private void apply(WebhookTrigger trigger) {
        if (!journal.isDryRun()) {
            database.apply(trigger::install);
        }
    }

    /** Those of which Supabase's changes travel. */
    public static List<TableMapping> twoWay(List<TableMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.mode() == SyncMode.TWO_WAY)
                .toList();
    }
}
