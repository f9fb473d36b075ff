package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.alert.AlertSender;
import io.syncbridge.bridge.alert.AlertSettings;
import io.syncbridge.bridge.alert.AlertTarget;
import io.syncbridge.bridge.alert.Deliveries;
import io.syncbridge.bridge.alert.Incident;
import io.syncbridge.bridge.alert.IncidentStore;
import io.syncbridge.bridge.config.AlertText;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.store.DatabaseException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl alerts}: what people were told of and is not over. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "Lists open incidents, each with what to do. Exit code 3 when there are any.")
final class AlertsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = "--test",
            description =
                    "Sends a test message to every configured address instead; exit code 1 when one does not take it.")
    private boolean test;

    @Override
    public Integer call() throws Exception {
        List<String> problems = new ArrayList<>();
        AlertSettings settings = AlertText.read(config.settings(), problems);
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        return test ? sendTest(settings) : list();
    }

    private int sendTest(AlertSettings settings) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (settings.targets().isEmpty()) {
            err.println("no address to send to; set BRIDGE_ALERT_SLACK_URL or BRIDGE_ALERT_WEBHOOK_URL");
            err.flush();
            return 2;
        }
        int code = 0;
        try (AlertSender sender = new AlertSender(InstantSource.system())) {
            for (AlertTarget target : settings.targets()) {
                switch (sender.test(target, settings.page())) {
                    case AlertSender.Result.Delivered delivered -> out.println(target.label() + " took a test message");
                    case AlertSender.Result.Failed failed -> {
                        err.println(target.label() + " did not take a test message: " + failed.reason() + "; correct "
                                + variable(target));
                        code = 1;
                    }
                }
            }
        }
        out.flush();
        err.flush();
        return code;
    }

    private static String variable(AlertTarget target) {
        return switch (target) {
            case AlertTarget.Slack slack -> "BRIDGE_ALERT_SLACK_URL";
            case AlertTarget.Webhook webhook -> "BRIDGE_ALERT_WEBHOOK_URL";
        };
    }

    private int list() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (CommandDatabase database = CommandDatabase.open(config.settings())) {
            List<Incident> open = open(database);
            if (json.isWanted()) {
                out.println(tree(open).toPrettyString());
            } else {
                out.println(
                        open.isEmpty()
                                ? "no open alerts"
                                : open.size() + (open.size() == 1 ? " open alert" : " open alerts"));
                open.forEach(incident -> {
                    out.println("  " + incident.rule().label() + "  since "
                            + incident.since().truncatedTo(ChronoUnit.SECONDS) + "  " + incident.summary());
                    out.println("    " + incident.remedy());
                });
                troubles(database).forEach(trouble -> out.println("  ! " + trouble.line()));
            }
            out.flush();
            return open.isEmpty() ? 0 : 3;
        }
    }

    private static List<Incident> open(CommandDatabase database) {
        try {
            return new IncidentStore(database.database()).open();
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault()) {
                return List.of(); // no schema of ours yet
            }
            throw failed;
        }
    }

    /** Addresses that do not take their messages; none where no bridge of this version has run yet. */
    static List<Deliveries.Trouble> troubles(CommandDatabase database) {
        try {
            return new Deliveries(database.database(), java.util.Optional.empty()).troubles();
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault()) {
                return List.of();
            }
            throw failed;
        }
    }

    private static ObjectNode tree(List<Incident> open) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode alerts = document.putArray("alerts");
        open.forEach(incident -> alerts.addObject()
                .put("rule", incident.rule().label())
                .put("subject", incident.subject())
                .put("since", incident.since().toString())
                .put("summary", incident.summary())
                .put("remedy", incident.remedy()));
        return document;
    }
}
