package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell and a pager get of the command line. */
final class CompletionTest {
    @TempDir
    private Path folder;

    @Test
    void bashTakesTheScriptAndCompletesAVerb() throws IOException, InterruptedException {
        Path script = folder.resolve("completion");
        Files.writeString(script, Invoked.run("completion").out());

        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source \"$0\"; COMP_WORDS=(bridgectl se); COMP_CWORD=1; COMP_LINE='bridgectl se'; COMP_POINT=12;"
                                + " COMPREPLY=(); _complete_bridgectl; echo \"${COMPREPLY[@]}\"",
                        script.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip())
                .isEqualTo("setup");
    }

    @Test
    void theManualNamesEveryVerbAndOption() {
        String page = Invoked.run("man").out();

        assertThat(page).startsWith(".TH BRIDGECTL 1\n").contains(".SH EXIT STATUS");
        BridgeMain.commandLine().getSubcommands().values().forEach(verb -> {
            assertThat(page).contains("\n.SS " + verb.getCommandName().replace("-", "\\-"));
            verb.getCommandSpec().options().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .forEach(option ->
                            assertThat(page).contains(option.longestName().replace("-", "\\-")));
        });
        assertThat(page).contains("\n.SS mapping new TABLE\n").doesNotContain("${DEFAULT-VALUE}", "null");
        assertThat(page.lines()).allMatch(line -> !line.startsWith("'") && !line.isEmpty());
    }
}
