package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The triggers that refuse changes of {@code audit_log} and of the chain, and the functions they call, compared with the
 * migrations that made them. An owner can take them away: that is what makes the look worth while.
 */
public final class AuditGuards {
    private static final Pattern BODY = Pattern.compile("as \\$\\$(.*?)\\$\\$", Pattern.DOTALL);
    private static final List<Guard> GUARDS = List.of(
            new Guard(
                    "bridge.audit_chain",
                    "audit_chain_append_only",
                    "bridge.audit_chain_append_only()",
                    "20260117000002_audit_guard.sql"),
            new Guard(
                    "public.audit_log",
                    "audit_log_append_only",
                    "public.audit_log_append_only()",
                    "20260117000003_audit_log_erasure.sql"));

    /** Row triggers that refuse UPDATE and DELETE, statement triggers that refuse TRUNCATE: 27 = row, before, delete, update. */
    private static final String LOOK = """
            select to_regclass(?) is not null as there,
                   coalesce((select p.prosrc from pg_catalog.pg_proc p where p.oid = to_regprocedure(?)), '') as body,
                   (select count(*) from pg_catalog.pg_trigger t
                     where t.tgrelid = to_regclass(?) and t.tgname in (? || '_rows', ? || '_truncate')) as triggers,
                   (select count(*) from pg_catalog.pg_trigger t
                     where t.tgrelid = to_regclass(?) and t.tgfoid = to_regprocedure(?) and t.tgqual is null
                       and ((t.tgname = ? || '_rows' and t.tgtype = 27) or (t.tgname = ? || '_truncate' and t.tgtype = 34))) as right_ones,
                   (select count(*) from pg_catalog.pg_trigger t
                     where t.tgrelid = to_regclass(?) and t.tgname in (? || '_rows', ? || '_truncate') and t.tgenabled = 'A') as always
            """;

    private AuditGuards() {}

    private record Guard(String table, String triggers, String function, String file) {

        String sql() {
            return Optional.ofNullable(Migrations.files(List.of()).get(file))
                    .orElseThrow(() -> new IllegalStateException("not packed: " + file));
        }

        String body() {
            Matcher body = BODY.matcher(sql());
            if (!body.find()) {
                throw new IllegalStateException(file + " has no function");
            }
            return body.group(1);
        }
    }

    /**
     * What was seen of one guard.
     *
     * @param table what it guards
     * @param trouble why it does not; empty when it does
     */
    public record Seen(String table, Optional<String> trouble) {}

    private record Found(boolean there, String body, long triggers, long rightOnes, long always) {

        Optional<String> trouble(Guard guard) {
            if (triggers < 2) {
                return Optional.of(
                        "a trigger " + guard.triggers() + "_rows or " + guard.triggers() + "_truncate is missing");
            }
            if (rightOnes < 2) {
                return Optional.of("its triggers " + guard.triggers() + "_… are not those that the bridge made");
            }
            if (always < 2) {
                return Optional.of("a trigger " + guard.triggers() + "_… is disabled, or not ENABLE ALWAYS");
            }
            return body.equals(guard.body())
                    ? Optional.empty()
                    : Optional.of("function " + guard.function() + " is not the one that this version brings");
        }
    }

    /** Looks at the guards of the tables that are there. */
    public static List<Seen> look(Tx tx) throws SQLException {
        List<Seen> seen = new ArrayList<>();
        for (Guard guard : GUARDS) {
            Found found = found(tx, guard);
            if (found.there()) {
                seen.add(new Seen(guard.table(), found.trouble(guard)));
            }
        }
        return seen;
    }

    /** Runs the statements again that make them; needs the tables' owner. Right ones are as they were, then. */
    public static void restore(Database database) {
        database.apply(tx -> {
            for (Guard guard : GUARDS) {
                if (found(tx, guard).there()) {
                    tx.update(guard.sql());
                }
            }
        });
    }

    private static Found found(Tx tx, Guard guard) throws SQLException {
        String table = guard.table();
        String triggers = guard.triggers();
        String function = guard.function();
        return tx.first(
                        LOOK,
                        row -> new Found(
                                row.getBoolean("there"),
                                row.getString("body"),
                                row.getLong("triggers"),
                                row.getLong("right_ones"),
                                row.getLong("always")),
                        table,
                        function,
                        table,
                        triggers,
                        triggers,
                        table,
                        function,
                        triggers,
                        triggers,
                        table,
                        triggers,
                        triggers)
                .orElseThrow();
    }
}
