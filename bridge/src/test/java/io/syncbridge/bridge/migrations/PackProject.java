package io.syncbridge.bridge.migrations;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Databases with the tables of both packs, made by a project's owner who is no superuser; two tenants are in. */
final class PackProject {
    static final String TENANT = "11111111-1111-1111-1111-111111111111";
    static final String OTHER = "22222222-2222-2222-2222-222222222222";

    private static final List<String> SETS = List.of("tenancy", "autonomous-agent", "control-plane");

    private PackProject() {}

    static TestDatabase withPacks() {
        TestDatabase database = empty();
        migrate(database);
        database.execute("insert into tenants (id, name) values ('" + TENANT + "', 'one'), ('" + OTHER + "', 'two')");
        return database;
    }

    /** A Supabase project whose owner may create schemas, as Supabase's {@code postgres} may. */
    static TestDatabase empty() {
        TestDatabase database = SupabaseProject.empty();
        database.execute("""
                do $$ begin
                  execute format('grant create on database %I to project_owner', current_database());
                end $$""");
        return database;
    }

    static void migrate(TestDatabase database) {
        try (var session = Session.as(database, SupabaseProject.OWNER)) {
            for (Path file : files()) {
                int unused = session.run(Files.readString(file));
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed.getMessage(), failed);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<Path> files() {
        List<Path> all = new ArrayList<>();
        for (String set : SETS) {
            var folder = Objects.requireNonNull(PackProject.class.getResource("/packs/" + set + "/migrations"));
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                files.sorted().forEach(all::add);
            } catch (IOException | URISyntaxException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
        return all;
    }

    /** How many of so many callers at once, each as the service on its own connection, are answered true. */
    static int passedAtOnce(TestDatabase database, int callers, String call)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> calls = IntStream.range(0, callers)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try (var session = Session.as(database, "service_role")) {
                            return session.row("select " + call.formatted(i)).equals(List.of("t"));
                        }
                    })
                    .toList();
            int passed = 0;
            for (var answer : threads.invokeAll(calls)) {
                passed += answer.get() ? 1 : 0;
            }
            return passed;
        }
    }

    /** Puts one row of a tenant into a table: text for what must be said and is not said by the table itself. */
    static void insert(TestDatabase database, String table, String tenant) {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        database.rows("""
                        select attname as name, format_type(atttypid, -1) as type from pg_attribute
                         where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped
                           and attname not in ('tenant_id', 'id') and attnotnull and not atthasdef
                        """, "public." + table).forEach(column -> {
            columns.add(String.valueOf(column.get("name")));
            values.add(
                    switch (String.valueOf(column.get("type"))) {
                        case "uuid" -> "gen_random_uuid()";
                        case "integer" -> "1";
                        case "timestamp with time zone" -> "now()";
                        default -> "'x'";
                    });
        });
        if (table.equals("engagement_clocks")) {
            columns.add("client_id");
            values.add("gen_random_uuid()");
        }
        columns.add("tenant_id");
        values.add("'" + tenant + "'");
        database.execute("insert into public." + table + " (" + String.join(", ", columns) + ") values ("
                + String.join(", ", values) + ")");
    }
}
