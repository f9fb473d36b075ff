package io.syncbridge.bridge.migrations;

import io.syncbridge.fixtures.postgres.TestDatabase;
import java.util.List;

/** Everything in schema public that a migration could alter, one line each: for comparing before and after. */
final class Catalog {

    private static final String LINES = """
            select 'column' as kind, format('%s.%s %s null=%s default=%s', table_name, column_name,
                format_type(a.atttypid, a.atttypmod), is_nullable, column_default) as line
            from information_schema.columns
              join pg_attribute a on a.attrelid = ('public.' || quote_ident(table_name))::regclass and attname = column_name
            where table_schema = 'public'
            union all
            select 'constraint', format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            from pg_constraint where connamespace = 'public'::regnamespace
            union all
            select 'index', indexdef from pg_indexes where schemaname = 'public'
            union all
            select 'trigger', tgenabled::text || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
            union all
            select 'policy', policies::text from pg_policies policies where schemaname = 'public'
            union all
            select 'rights', format('%s %s %s', relname, relrowsecurity, relacl) from pg_class
            where relnamespace = 'public'::regnamespace
            union all
            select 'function', pg_get_functiondef(oid) || coalesce(proacl::text, '') from pg_proc
            where pronamespace = 'public'::regnamespace
            order by kind, line
            """;

    private Catalog() {}

    static List<String> of(TestDatabase database) {
        return database.rows(LINES).stream()
                .map(row -> row.get("kind") + " " + row.get("line"))
                .toList();
    }
}
