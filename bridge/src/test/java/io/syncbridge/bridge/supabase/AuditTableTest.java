package io.syncbridge.bridge.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.store.AuditTrail;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Entries;
import io.syncbridge.bridge.store.Migrations;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A role that cannot write audit rows is told why, in a sentence that mends it; with just those rights it can. */
final class AuditTableTest {
    private final TestDatabase server =
            TestPostgres.fresh("schema bridge and agent tables", fresh -> Migrations.all(fresh.dataSource()));
    private final TableMapping mapping = Mappings.shipped().getFirst();

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    void eachMissingRightIsNamedAndEachSentenceMendsIt() {
        server.execute("""
                do $$ begin
                  if not exists (select from pg_roles where rolname = 'audit_writer') then create role audit_writer; end if;
                end $$;
                grant usage on schema bridge, public to audit_writer;
                grant insert on bridge.audit_unsealed to audit_writer;
                create policy audit_writer on bridge.audit_unsealed for insert to audit_writer with check (true);
                grant usage on sequence audit_log_id_seq to audit_writer;
                """);
        List<String> problems = problems();
        assertThat(problems)
                .hasSize(3)
                .anyMatch(text -> text.contains("may not insert into public.audit_log"))
                .anyMatch(text -> text.contains("may not read public.audit_log"))
                .anyMatch(text -> text.contains("row security hides the rows of public.audit_log"));
        assertThatThrownBy(this::write).isInstanceOf(DatabaseException.class);

        problems.forEach(text -> server.execute(text.replaceFirst(".*; run: ", "")));
        assertThat(problems()).isEmpty();
        write();
        assertThat(server.scalar("select count(*) from bridge.audit_unsealed")).isEqualTo(1L);
        assertThatThrownBy(() ->
                        as("audit_writer").transaction(tx -> tx.update("update public.audit_log set actor = 'x'")))
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void aTableWhoseRowsHaveNoNumberIsToldSo() {
        server.execute("alter table audit_log drop column id");

        List<String> problems = as("postgres").transaction(tx -> AuditTable.problems(tx, mapping));
        assertThat(problems)
                .singleElement()
                .asString()
                .contains("has no column id that numbers its rows; run: alter table public.audit_log add column id");
    }

    private List<String> problems() {
        return as("audit_writer").transaction(tx -> AuditTable.problems(tx, mapping));
    }

    private void write() {
        as("audit_writer")
                .apply(tx ->
                        new AuditTrail(mapping).append(tx, Entries.synced("key", "sync", Optional.empty(), Row.NONE)));
    }

    private Database as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        source.setOptions("-c role=" + role);
        return new Database(source);
    }
}
