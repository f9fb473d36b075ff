package io.syncbridge.bridge.migrations;

import io.syncbridge.fixtures.postgres.SupabaseRoles;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import java.sql.SQLException;

/**
 * Databases as Supabase gives them: the owner of the tables is no superuser but bypasses row security, and every new
 * table is open to the API roles.
 */
final class SupabaseProject {

    static final String OWNER = "project_owner";

    private static final String CREATE_OWNER = """
            do $$ begin
              if not exists (select from pg_roles where rolname = 'project_owner') then
                create role project_owner createdb createrole bypassrls;
              end if;
            end $$;
            grant usage, create on schema public to project_owner;
            alter default privileges for role project_owner in schema public
              grant all on tables to anon, authenticated, service_role;
            alter default privileges for role project_owner in schema public
              grant all on functions to anon, authenticated, service_role;
            """;

    private SupabaseProject() {}

    static TestDatabase empty() {
        return TestPostgres.fresh("empty Supabase project", SupabaseProject::dress);
    }

    static TestDatabase withAgentTables() {
        return TestPostgres.fresh("Supabase project with agent tables", database -> {
            dress(database);
            migrate(database);
        });
    }

    static void migrate(TestDatabase database) {
        try (var session = Session.as(database, OWNER)) {
            MigrationFiles.apply(session.connection());
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static void dress(TestDatabase database) {
        SupabaseRoles.install(database.dataSource());
        database.execute(CREATE_OWNER);
    }
}
