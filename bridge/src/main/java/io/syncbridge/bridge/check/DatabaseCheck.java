package io.syncbridge.bridge.check;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Migrations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The server itself: version, whether it takes writes, connections that are left, and the bridge's own schema. */
public record DatabaseCheck(DatabaseAddress address, DataSource pool) implements Check {
    private static final String AREA = "database";
    private static final int OLDEST = 140_000;
    private static final String QUERY = """
            select current_user as role, current_setting('server_version') as version,
                   current_setting('server_version_num')::int as number,
                   pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as read_only,
                   current_setting('max_connections')::int as most,
                   (select count(*)::int from pg_catalog.pg_stat_activity where backend_type = 'client backend') as used,
                   (select rolconnlimit from pg_catalog.pg_roles where rolname = current_user) as role_limit,
                   to_regnamespace('bridge') is not null as own_schema,
                   has_database_privilege(current_database(), 'create') as may_create,
                   coalesce(has_schema_privilege(to_regnamespace('bridge')::oid, 'create'), false) as may_extend
            """;

    private record Server(
            String role,
            String version,
            int number,
            boolean readOnly,
            int most,
            int used,
            int roleLimit,
            boolean ownSchema,
            boolean mayCreate,
            boolean mayExtend) {

        static Server read(ResultSet row) throws SQLException {
            return new Server(
                    row.getString("role"),
                    row.getString("version"),
                    row.getInt("number"),
                    row.getBoolean("read_only"),
                    row.getInt("most"),
                    row.getInt("used"),
                    row.getInt("role_limit"),
                    row.getBoolean("own_schema"),
                    row.getBoolean("may_create"),
                    row.getBoolean("may_extend"));
        }
    }

    @Override
    public List<Finding> findings() {
        Server server = new Database(pool)
                .transaction(tx -> tx.first(QUERY, Server::read).orElseThrow());
        List<Finding> findings = new ArrayList<>();
        findings.add(
                server.number() < OLDEST
                        ? new Finding.Problem(AREA, "PostgreSQL " + server.version() + " is too old; 14 is the oldest")
                        : new Finding.Ok(AREA, "PostgreSQL " + server.version() + ", role " + server.role()));
        if (server.readOnly()) {
            findings.add(new Finding.Problem(
                    AREA, "takes no writes (a replica, or read-only); name the primary in DATABASE_URL"));
        }
        findings.add(address.isTransactionPooled() ? pooled() : connections(server));
        findings.add(schema(server));
        return findings;
    }

    private static Finding pooled() {
        return new Finding.Note(
                AREA,
                "a transaction pooler: no prepared statements, no time limits set for a session, no LISTEN (captured changes"
                        + " are looked for every second); migrations need the session pooler or the direct address");
    }

    private static Finding connections(Server server) {
        int left = server.most() - server.used();
        String limit = left + " of " + server.most() + " connections are free, one bridge uses up to "
                + Bridge.MOST_CONNECTIONS;
        if (server.roleLimit() >= 0 && server.roleLimit() < Bridge.MOST_CONNECTIONS) {
            return new Finding.Problem(
                    AREA,
                    "role " + server.role() + " may open only " + server.roleLimit()
                            + " connections, one bridge uses up to " + Bridge.MOST_CONNECTIONS + "; run: alter role "
                            + server.role() + " connection limit 20");
        }
        return left < Bridge.MOST_CONNECTIONS
                ? new Finding.Problem(AREA, limit + "; use a pooler's address, or raise max_connections")
                : new Finding.Ok(AREA, limit);
    }

    private Finding schema(Server server) {
        Optional<String> newer = Migrations.madeByNewerVersion(pool);
        if (newer.isPresent()) {
            return new Finding.Problem(AREA, newer.get());
        }
        int due = Migrations.ownSchemaPending(pool);
        if (due == 0) {
            return new Finding.Ok(AREA, "schema bridge is up to date");
        }
        boolean allowed = server.ownSchema() ? server.mayExtend() : server.mayCreate();
        return allowed
                ? new Finding.Problem(AREA, due + " migrations of schema bridge are due; run ./bridgectl setup")
                : new Finding.Problem(
                        AREA,
                        due + " migrations of schema bridge are due and role " + server.role()
                                + " may not run them; run ./bridgectl setup as the database's owner");
    }
}
