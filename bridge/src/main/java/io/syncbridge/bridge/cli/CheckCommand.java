package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.check.Checks;
import io.syncbridge.bridge.check.Finding;
import io.syncbridge.bridge.config.Settings;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Looks at settings, both connections, tables, permissions, webhooks and clocks, and lists everything"
                        + " found, each problem with what to do. Changes nothing. Exit code 3 when there are problems.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "As JSON, for scripts.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        Checks checks = new WholeCheck(settings).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(tree(checks).toPrettyString());
        } else {
            checks.findings()
                    .forEach(finding -> out.printf(
                            Locale.ROOT, "%-8s %-16s %s%n", finding.level(), finding.area(), finding.text()));
            out.println(
                    checks.problems() == 0
                            ? "no problems"
                            : checks.problems() + (checks.problems() == 1 ? " problem" : " problems"));
        }
        out.flush();
        return checks.problems() == 0 ? 0 : 3;
    }

    private static ObjectNode tree(Checks checks) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("healthy", checks.problems() == 0);
        ArrayNode list = tree.putArray("findings");
        for (Finding finding : checks.findings()) {
            list.addObject()
                    .put("level", finding.level())
                    .put("area", finding.area())
                    .put("text", finding.text());
        }
        return tree;
    }
}
