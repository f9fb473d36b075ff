package io.syncbridge.bridge.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command with its verbs, in the man macros of roff. */
final class ManPage {
    private static final String EXIT = """
            .SH EXIT STATUS
            .TP
            .B 0
            good
            .TP
            .B 1
            failed
            .TP
            .B 2
            wrong use
            .TP
            .B 3
            not healthy
            """;

    private final CommandSpec root;

    ManPage(CommandSpec root) {
        this.root = root;
    }

    String text() {
        StringBuilder page = new StringBuilder();
        String name = root.name();
        page.append(".TH ").append(name.toUpperCase(java.util.Locale.ROOT)).append(" 1\n");
        page.append(".SH NAME\n")
                .append(escaped(name))
                .append(" \\- ")
                .append(description(root))
                .append('\n');
        page.append(".SH SYNOPSIS\n.B ").append(escaped(name)).append("\n.I VERB\n[OPTIONS]\n.SH VERBS\n");
        verbs(root, "").forEach(page::append);
        return page.append(EXIT).toString();
    }

    private static List<String> verbs(CommandSpec command, String above) {
        List<String> all = new ArrayList<>();
        command.subcommands().forEach((name, verb) -> {
            CommandSpec spec = verb.getCommandSpec();
            if (!spec.usageMessage().hidden() && name.equals(spec.name())) {
                all.add(verb(spec, above + name));
                all.addAll(verbs(spec, above + name + " "));
            }
        });
        return all;
    }

    private static String verb(CommandSpec spec, String name) {
        StringBuilder text = new StringBuilder(".SS ")
                .append(escaped(name))
                .append(spec.positionalParameters().stream()
                        .filter(parameter -> !parameter.hidden())
                        .map(parameter -> " " + escaped(parameter.paramLabel()))
                        .collect(Collectors.joining()))
                .append('\n')
                .append(description(spec))
                .append('\n');
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            item(text, parameter.paramLabel(), parameter.description());
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                item(text, String.join(", ", option.names()) + label, rendered(option));
            }
        }
        return text.toString();
    }

    /** With defaults filled in, as in the help. */
    private static String[] rendered(OptionSpec option) {
        return new String[] {
            String.join(" ", option.description()).replace("${DEFAULT-VALUE}", String.valueOf(option.initialValue()))
        };
    }

    private static void item(StringBuilder text, String label, String[] description) {
        text.append(".TP\n.B ")
                .append(escaped(label))
                .append('\n')
                .append(escaped(String.join(" ", description)))
                .append('\n');
    }

    private static String description(CommandSpec spec) {
        return escaped(Help.Ansi.OFF.string(String.join(" ", spec.usageMessage().description())));
    }

    /** A line must not begin with a dot or quote, and every hyphen is one that can be typed. */
    private static String escaped(String text) {
        String plain =
                text.replace("%n", " ").replace("\\", "\\e").replace("-", "\\-").strip();
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
