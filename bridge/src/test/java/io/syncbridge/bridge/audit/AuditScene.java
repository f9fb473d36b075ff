package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Entries;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A database with audit rows that the bridge's own trail wrote, and a sealing job whose days can be chosen. */
final class AuditScene implements AutoCloseable {
    static final String KEY = "5d8b1c3e-0000-4000-8000-000000000001";

    final TestDatabase server;
    final Database database;
    final TableMapping mapping = Mappings.shipped().stream()
            .filter(one -> one.name().equals("agent_jobs"))
            .findFirst()
            .orElseThrow();
    final AuditTrail trail = new AuditTrail(mapping);
    private Optional<Instant> now = Optional.empty();

    AuditScene() {
        server = TestPostgres.fresh("schema bridge and agent tables", fresh -> Migrations.all(fresh.dataSource()));
        database = new Database(server.dataSource());
    }

    SealingJob job() {
        return job(Duration.ofHours(1), List.of());
    }

    SealingJob job(Duration adoption, List<Secret> keys) {
        return new SealingJob(
                new AuditSettings(Duration.ofSeconds(1), keys),
                database,
                List.of(mapping),
                adoption,
                tx -> now.isPresent() ? now.get() : Sealer.Clock.OF_DATABASE.now(tx));
    }

    /** From now on entries are sealed at this moment. */
    void at(String moment) {
        now = Optional.of(Instant.parse(moment));
    }

    /** Writes so many rows about records, in one transaction, and seals them. */
    void sealed(int rows) {
        write(rows);
        job().turn();
    }

    /**
     * Seals until older rows were looked at so far. That waits for every transaction of the server that began before, those
     * of other tests too.
     *
     * @param pass 2: what stood there is taken over; 3: nothing is any more
     */
    void adopted(int pass) {
        Eventually.until("older rows are taken over", Duration.ofSeconds(60), () -> {
            job().turn();
            return count("select count(*) from bridge.audit_adoption where pass < " + pass) == 0;
        });
    }

    void write(int rows) {
        database.apply(tx -> {
            for (int i = 0; i < rows; i++) {
                append(tx, "5d8b1c3e-0000-4000-8000-" + String.format(Locale.ROOT, "%012d", i), "Ada " + i);
            }
        });
    }

    void append(Tx tx, String key, String value) throws SQLException {
        trail.append(
                tx,
                Entries.synced(
                        key,
                        "sync-" + key,
                        Optional.of(Instant.parse("2026-11-20T10:11:12.123456Z")),
                        "initiated_by",
                        value));
    }

    /** As an owner would who wants to forge: the guards are off meanwhile. */
    void forge(String sql) {
        server.execute(
                "alter table audit_log disable trigger all; alter table bridge.audit_chain disable trigger all; " + sql
                        + "; alter table audit_log enable trigger all; alter table bridge.audit_chain enable trigger all;"
                        + " alter table audit_log enable always trigger audit_log_append_only_rows;"
                        + " alter table audit_log enable always trigger audit_log_append_only_truncate;"
                        + " alter table bridge.audit_chain enable always trigger audit_chain_append_only_rows;"
                        + " alter table bridge.audit_chain enable always trigger audit_chain_append_only_truncate");
    }

    Verdict verdict(String... anchors) {
        return new AuditProof(Set.of(anchors), List.of()).ofDatabase(database);
    }

    /** What is proved offline from an export of now. */
    Verdict exported(Path file) throws java.io.IOException {
        export(file);
        return new AuditProof(Set.of(), List.of()).ofFile(file);
    }

    ChainHead export(Path file) throws java.io.IOException {
        try (var out = java.nio.file.Files.newOutputStream(file)) {
            return new ChainExport(database).write(Optional.empty(), Optional.empty(), Optional.empty(), out);
        }
    }

    long count(String sql) {
        return server.scalar(sql) instanceof Number number ? number.longValue() : -1;
    }

    ChainHead head() {
        return ChainHead.read(database).orElse(ChainHead.EMPTY);
    }

    @Override
    public void close() {
        server.close();
    }
}
