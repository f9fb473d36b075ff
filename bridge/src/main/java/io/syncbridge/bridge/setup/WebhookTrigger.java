package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The trigger that announces a mapping's rows to the bridge: its SQL, and what stands in its place now. */
public final class WebhookTrigger {
    private static final int LONGEST_NAME = 63;
    private static final String PATIENCE = "set local lock_timeout = '5s'";

    private final TableMapping mapping;
    private final WebhookTarget target;
    private final WebhookSender sender;
    private final OwnWrites own;

    /** The trigger of a two-way mapping. */
    public WebhookTrigger(TableMapping mapping, WebhookTarget target, WebhookSender sender) {
        if (mapping.mode() != SyncMode.TWO_WAY) {
            throw new IllegalArgumentException("mapping " + mapping.name() + " takes nothing from Supabase");
        }
        this.mapping = mapping;
        this.target = target;
        this.sender = sender;
        this.own = new OwnWrites(mapping.name());
    }

    /** What a table has of webhooks to us. */
    public sealed interface State {
        /** Nothing. */
        record Missing() implements State {}

        /** Ours, as it should be. */
        record Right() implements State {}

        /** One that somebody else made, and that does the same. */
        record Adopted(String trigger) implements State {}

        /** Ours, but not as it should be. */
        record Outdated(String why) implements State {}
    }

    /** What is in place. */
    public State state(List<InstalledWebhook> installed) {
        Optional<InstalledWebhook> ours = installed.stream()
                .filter(trigger -> trigger.name().equals(name()))
                .findFirst();
        if (ours.isPresent()) {
            List<String> reasons = reasons(ours.get());
            return reasons.isEmpty() ? new State.Right() : new State.Outdated(String.join(", ", reasons));
        }
        return installed.stream()
                .filter(this::doesTheSame)
                .<State>map(trigger -> new State.Adopted(trigger.name()))
                .findFirst()
                .orElseGet(State.Missing::new);
    }

    /** Triggers of others that post to the same address besides the one in use: each change is announced once too often. */
    public List<String> doubles(List<InstalledWebhook> installed) {
        boolean ours = installed.stream().anyMatch(trigger -> trigger.name().equals(name()));
        return installed.stream()
                .filter(trigger -> !trigger.name().equals(name()))
                .filter(trigger -> trigger.enabled()
                        && target.isMeant(
                                trigger.arguments(), mapping.supabase().name()))
                .map(InstalledWebhook::name)
                .skip(ours ? 0 : 1)
                .toList();
    }

    private List<String> reasons(InstalledWebhook found) {
        List<String> wanted = target.arguments();
        List<String> reasons = new java.util.ArrayList<>();
        if (!found.enabled()) {
            reasons.add("it was switched off");
        }
        if (found.announces() == InstalledWebhook.Announces.SOME) {
            reasons.add("it does not fire for every change");
        } else if (found.announces() == InstalledWebhook.Announces.ALL) {
            reasons.add("it also announces what the bridge itself writes");
        }
        if (!found.function().equals(sender.function())) {
            reasons.add("it posts by " + found.function());
        }
        if (found.arguments().isEmpty() || !found.arguments().getFirst().equals(wanted.getFirst())) {
            reasons.add("it posts to another address");
        } else if (found.arguments().size() < 3 || !found.arguments().get(2).equals(wanted.get(2))) {
            reasons.add("its secret is another");
        } else if (!found.arguments().equals(wanted)) {
            reasons.add("its method or time limit is another");
        }
        return reasons;
    }

    private boolean doesTheSame(InstalledWebhook trigger) {
        return trigger.enabled()
                && trigger.announces() != InstalledWebhook.Announces.SOME
                && target.isMeant(trigger.arguments(), mapping.supabase().name())
                && target.isAccepted(trigger.arguments());
    }

    /** Puts it in place, or in order. Needs the right to create triggers; gives up after 5 s when others are in the way. */
    public void install(Tx tx) throws SQLException {
        tx.update(PATIENCE);
        tx.update(sql());
    }

    /** The SQL that does so; holds the secret. */
    public String sql() {
        return "create or replace trigger " + Quoted.name(name()) + " after insert or update or delete on "
                + Quoted.table(mapping.supabase()) + "\n  for each row when (" + own.condition() + ") execute function "
                + sender.function() + "("
                + target.arguments().stream().map(Quoted::anyText).collect(Collectors.joining(", ")) + ")";
    }

    /** The trigger's name. */
    public String name() {
        String name = "sync_bridge_" + mapping.name();
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }
}
