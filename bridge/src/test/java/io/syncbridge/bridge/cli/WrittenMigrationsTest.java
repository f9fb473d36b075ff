package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code setup --write-migrations}: the Supabase CLI runs the SQL, and the bridge lives with that. */
final class WrittenMigrationsTest extends SetupScene {

    @Test
    void runByAnotherToolTheyAreWhatSetupWouldHaveDone() throws IOException {
        Path migrations = folder.resolve("supabase/migrations");
        Files.writeString(
                config, "bridge_packs: agent-tables,autonomous-agent,control-plane\n", StandardOpenOption.APPEND);

        Invoked written = setup("--write-migrations", migrations.toString());

        assertThat(written.code()).isZero();
        List<Path> files = sorted(migrations);
        assertThat(written.out())
                .startsWith("wrote " + files.size() + " migrations into ")
                .endsWith(", 0 were there" + System.lineSeparator());
        assertThat(files)
                .as("the Supabase CLI knows a migration by its number")
                .extracting(
                        file -> String.valueOf(file.getFileName()).replaceFirst("^(\\d{14})_[a-z0-9_]+\\.sql$", "$1"))
                .doesNotHaveDuplicates()
                .allMatch(number -> number.length() == 14);
        for (Path file : files) {
            database.execute(Files.readString(file));
        }
        supabaseFunctions();
        assertThat(setup("--url", URL).code()).as("on tables that are there").isZero();
        assertThat(setup("--url", URL).out()).contains("everything is in place");
        assertThat(setup("--write-migrations", migrations.toString()).out()).startsWith("wrote 0 migrations");
    }

    @Test
    void aFileOfTheirsIsNotOverwritten() throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        setup("--write-migrations", migrations.toString());
        Path first = sorted(migrations).getFirst();
        Files.writeString(first, "-- mine");
        Files.delete(sorted(migrations).getLast());

        Invoked refused = setup("--write-migrations", migrations.toString());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains(first.toString()).contains("move it away");
        assertThat(Files.readString(first)).isEqualTo("-- mine");
        assertThat(sorted(migrations)).as("nothing is written then").hasSizeGreaterThan(10);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
