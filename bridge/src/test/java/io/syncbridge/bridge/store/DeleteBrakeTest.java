package io.syncbridge.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many deletes an hour may bring. */
final class DeleteBrakeTest {
    private final TestDatabase server =
            TestPostgres.fresh("schema bridge", fresh -> Migrations.ownSchema(fresh.dataSource()));
    private final TableMapping mapping = Mappings.shipped().getFirst();
    private final Database database = new Database(server.dataSource());
    private final DeleteBrake brake = new DeleteBrake(mapping);

    @AfterEach
    void drop() {
        server.close();
    }

    @Test
    void tenAreAlwaysAllowed() {
        live(11);
        delete(9, Side.SUPABASE);

        assertThat(holds(10, Side.SUPABASE)).isEmpty();
        delete(1, Side.SUPABASE);
        assertThat(holds(11, Side.SUPABASE)).contains("11 deletes within an hour are more than 10 of 11 records");
    }

    /** The limit does not shrink while the deletes go on. */
    @Test
    void ofManyRecordsAFifthIsAllowed() {
        live(100);
        delete(19, Side.ZAPIER);

        assertThat(holds(20, Side.ZAPIER)).isEmpty();
        delete(1, Side.ZAPIER);
        assertThat(holds(21, Side.ZAPIER)).contains("21 deletes within an hour are more than 20 of 100 records");
    }

    @Test
    void sidesAndHoursAreCountedByThemselves() {
        live(30);
        delete(10, Side.SUPABASE);

        assertThat(holds(11, Side.ZAPIER)).isEmpty();
        server.update("update bridge.sync_record set deleted_at = deleted_at - interval '61 minutes'"
                + " where deleted_at is not null");
        assertThat(holds(11, Side.SUPABASE)).isEmpty();
    }

    /** A delete that is tried again is one delete. */
    @Test
    void theRecordItselfDoesNotCountTwice() {
        live(11);
        delete(10, Side.SUPABASE);

        assertThat(holds(10, Side.SUPABASE)).isEmpty();
    }

    private Optional<String> holds(long record, Side side) {
        return database.transaction(tx -> brake.holds(tx, record, side));
    }

    private void live(int count) {
        IntStream.rangeClosed(1, count)
                .forEach(i -> server.update(
                        "insert into bridge.sync_record (mapping, s_key, memory) values (?, ?, '{\"standing\": \"LIVE\"}')",
                        mapping.name(),
                        "key-" + i));
    }

    /** So many more, as the engine does it: noted, and no longer live. */
    private void delete(int count, Side side) {
        for (Object id :
                server
                        .rows("select id from bridge.sync_record where deleted_at is null order by id limit " + count)
                        .stream()
                        .map(row -> row.get("id"))
                        .toList()) {
            database.apply(tx -> brake.note(tx, ((Number) id).longValue(), side));
            server.update("update bridge.sync_record set memory = '{\"standing\": \"TOMB\"}' where id = ?", id);
        }
    }
}
