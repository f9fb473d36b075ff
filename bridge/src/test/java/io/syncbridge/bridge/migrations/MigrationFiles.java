package io.syncbridge.bridge.migrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The SQL files of the agent tables, applied in the order of their names as both Flyway and {@code supabase db push} do. */
final class MigrationFiles {

    private MigrationFiles() {}

    static List<Path> all() {
        var folder = Objects.requireNonNull(MigrationFiles.class.getResource("/migrations/agent-tables"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static void apply(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (Path file : all()) {
                statement.execute(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
