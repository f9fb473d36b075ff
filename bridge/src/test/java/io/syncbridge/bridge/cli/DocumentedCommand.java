package io.syncbridge.bridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that the documentation tells people to type.
 *
 * @param page where it stands
 * @param text as it stands there, without the comment behind it
 * @param block true for a line of its own, false for a piece of a sentence, which may leave out what a verb needs
 */
record DocumentedCommand(String page, String text, boolean block) {
    private static final Path ROOT = Path.of("..");

    /** What begins a command. A page that wants another program adds it here, and with it a reason or a run. */
    private static final Pattern COMMAND = Pattern.compile(
            "(sudo )?(\\./bridgectl|bridgectl|java -jar|mvn|psql|pg_dump|curl|source|docker|systemctl|install|tar|git|npx"
                    + "|supabase|caddy|benchmarks/\\S+/run|deploy/\\S+)(?= |$).*");

    private static final Pattern INLINE = Pattern.compile("`([^`]+)`");

    /** All of them, from README.md, CONTRIBUTING.md and docs/, in the order in which they stand. */
    static List<DocumentedCommand> all() throws IOException {
        List<DocumentedCommand> commands = new ArrayList<>();
        for (Path page : pages()) {
            for (String line : Files.readAllLines(page)) {
                read(ROOT.relativize(page).toString(), line, commands);
            }
        }
        return commands;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")), docs.sorted())
                    .filter(page -> page.toString().endsWith(".md") && !page.endsWith("messages.md"))
                    .toList();
        }
    }

    private static void read(String page, String line, List<DocumentedCommand> commands) {
        if (line.startsWith("    ")) {
            String text = line.strip().replaceFirst("\\s+#\\s.*", "");
            if (COMMAND.matcher(text).matches()) {
                commands.add(new DocumentedCommand(page, text, true));
            }
            return;
        }
        Matcher spans = INLINE.matcher(line);
        while (spans.find()) {
            if (spans.group(1).contains(" ") && COMMAND.matcher(spans.group(1)).matches()) {
                commands.add(new DocumentedCommand(page, spans.group(1), false));
            }
        }
    }

    /** The arguments for the command line when this is a verb of ours, alone or within a pipe; empty otherwise. */
    List<String> arguments() {
        Matcher own = Pattern.compile("bridgectl (.*?)( [|>].*|\\).*)?$")
                .matcher(text.replaceAll("\\(([^|)]*)\\|[^)]*\\)", "$1"));
        return own.find() && !text.startsWith("docker")
                ? Stream.of(own.group(1).replaceAll("[\\[\\]]", "").split("\\s+"))
                        .filter(argument -> !argument.isEmpty())
                        .toList()
                : List.of();
    }

    /** Whether a reader has to put something of his own into it. */
    boolean hasPlaceholder() {
        return arguments().stream().anyMatch(argument -> argument.matches("[A-Z]+|…|<.*>"));
    }

    @Override
    public String toString() {
        return page + ": " + text;
    }
}
