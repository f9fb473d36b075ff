package io.syncbridge.bridge.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.codec.MappingYaml;
import io.syncbridge.fixtures.postgres.TestDatabase;
import io.syncbridge.fixtures.postgres.TestPostgres;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MappedTableTest {
    private static final String KEY = "0190c3a0-0000-7000-8000-000000000001";
    private static final String YAML = """
            name: zoo
            natural_key: [service, started]
            fields:
              id: uuid
              name: text
              service: text
              started: { type: timestamp, precision: microsecond }
              amount: { type: decimal, precision: 3, scale: 2 }
              count: integer
              active: boolean
              tags: list
              data: json
              address: inet
              doubled: { type: integer, direction: to_zapier }
            """;

    private final TestDatabase server = TestPostgres.fresh();
    private final Database database = new Database(server.dataSource());
    private final TableMapping mapping;
    private final MappedTable table;

    MappedTableTest() {
        server.execute("""
                create table zoo (
                  id uuid primary key default gen_random_uuid(),
                  name varchar(5) default 'dflt',
                  service text, started timestamptz,
                  amount numeric(3,2), count int, active boolean, tags text[], data jsonb, address inet,
                  doubled int generated always as (count * 2) stored,
                  unmapped text default 'mine',
                  unique (service, started));
                """);
        mapping = mapping(YAML);
        table = table(mapping);
    }

    @BeforeEach
    void empty() {
        server.execute("truncate zoo");
    }

    @AfterAll
    void drop() {
        server.close();
    }

    @Test
    void everyTypeComesBackAsItWasWritten() {
        Row row = Row.of(Map.of(
                "id", text(KEY),
                "name", text("é'\"\\"),
                "service", text(""),
                "started", new FieldValue.Timestamp(Instant.parse("2026-07-31T08:00:00.123456Z")),
                "amount", number("1.25"),
                "count", number("-7"),
                "active", new FieldValue.Flag(true),
                "tags", new FieldValue.Listing(List.of("a,b", "\"q\"", "back\\slash", "", "NULL", "{x}", " ä ")),
                "data", new FieldValue.Json("{\"a\":[1,null,\"?\"],\"b\":\"\\\\\"}"),
                "address", text("2001:db8::1")));

        Row stored = insert(row).orElseThrow();

        assertThat(stored).isEqualTo(row.with("doubled", number("-14")));
        assertThat(find(KEY)).contains(stored);
    }

    @Test
    void fieldsWithoutValueGetTheColumnsDefaultOnInsertAndNullOnUpdate() {
        Row stored = insert(key().with("name", FieldValue.empty()).with("count", FieldValue.empty()))
                .orElseThrow();
        assertThat(stored.get("name")).isEqualTo(text("dflt"));
        assertThat(stored.get("count")).isEqualTo(FieldValue.empty());
        assertThat(stored.get("doubled")).isEqualTo(FieldValue.empty());

        Row emptied = update(Row.of(Map.of("name", FieldValue.empty()))).orElseThrow();

        assertThat(emptied.get("name")).isEqualTo(FieldValue.empty());
        assertThat(server.scalar("select unmapped from zoo")).isEqualTo("mine");
    }

    @Test
    void anEmptyListIsNoNull() {
        assertThat(insert(key().with("tags", new FieldValue.Listing(List.of())))
                        .orElseThrow()
                        .get("tags"))
                .isEqualTo(new FieldValue.Listing(List.of()));
    }

    @Test
    void anUpdateSetsOnlyTheStatedFieldsAndRecomputesTheRest() {
        insert(key().with("name", text("a")).with("count", number("1")));

        Row stored = update(Row.of(Map.of("count", number("5")))).orElseThrow();

        assertThat(stored.get("name")).isEqualTo(text("a"));
        assertThat(stored.get("doubled")).isEqualTo(number("10"));
    }

    @Test
    void anUpdateIsRefusedWhenSomebodyWroteTheRowInBetween() {
        insert(key().with("name", text("a")));
        String read = stored().version();
        server.update("update zoo set name = 'b'");

        assertThat(updateAsRead(read, "c")).isEmpty();
        assertThat(server.scalar("select name from zoo")).isEqualTo("b");
    }

    @Test
    void anUpdateIsRefusedWhenTheRowIsGone() {
        insert(key());
        String read = stored().version();
        server.execute("delete from zoo");

        assertThat(updateAsRead(read, "c")).isEmpty();
    }

    @Test
    void ofTwoWritersWhoReadTheSameRowOneSucceeds() {
        insert(key());
        String read = stored().version();

        assertThat(updateAsRead(read, "1")).isPresent();
        assertThat(updateAsRead(read, "2")).isEmpty();
    }

    @Test
    void anInsertOfWhatIsThereAlreadyAnswersEmptyAndChangesNothing() {
        Row natural = Row.of(Map.of(
                "service", text("s"), "started", new FieldValue.Timestamp(Instant.parse("2026-07-31T08:00:00Z"))));
        insert(key().overlaidBy(natural).with("name", text("a")));

        assertThat(insert(key().with("name", text("b")))).as("same key").isEmpty();
        assertThat(insert(natural.with("id", text("0190c3a0-0000-7000-8000-000000000002"))))
                .as("same natural key")
                .isEmpty();
        assertThat(server.rows("select name from zoo")).containsExactly(Map.of("name", "a"));
    }

    @Test
    void textThatIsTooLongIsRefusedNotCut() {
        assertThat(stateOf(key().with("name", text("sixsix")))).isEqualTo("22001");
        insert(key());
        DatabaseException failure =
                catchThrowableOfType(DatabaseException.class, () -> update(Row.of(Map.of("name", text("sixsix")))));
        assertThat(failure.sqlState()).isEqualTo("22001");
    }

    @ParameterizedTest
    @CsvSource({"1.005,1.01", "1.004,1", "9.994,9.99", "-1.005,-1.01", "0.001,0"})
    void whatTheColumnRoundsComesBackRounded(String written, String kept) {
        assertThat(insert(key().with("amount", number(written))).orElseThrow().get("amount"))
                .isEqualTo(number(kept));
    }

    @ParameterizedTest
    @CsvSource({"amount,9.995", "amount,123", "count,3000000000", "count,-3000000000"})
    void aNumberOutOfRangeIsRefused(String field, String value) {
        assertThat(stateOf(key().with(field, number(value)))).isEqualTo("22003");
    }

    @Test
    void nanosecondsAreCutNotRounded() {
        Row row = key().with("started", new FieldValue.Timestamp(Instant.parse("2026-07-31T08:00:00.999999999Z")));

        assertThat(insert(row).orElseThrow().get("started"))
                .isEqualTo(new FieldValue.Timestamp(Instant.parse("2026-07-31T08:00:00.999999Z")));
    }

    @Test
    void aGeneratedColumnIsNotWritableAndTheFaultIsNotTheDatas() {
        DatabaseException failure =
                catchThrowableOfType(DatabaseException.class, () -> insert(key().with("doubled", number("1"))));

        assertThat(failure.sqlState()).isEqualTo("428C9");
        assertThat(failure.isSchemaFault()).isTrue();
    }

    @Test
    void whatATriggerChangesIsWhatComesBack() {
        server.execute("""
                create or replace function shout() returns trigger language plpgsql as
                  $$ begin new.name = upper(new.name); return new; end $$;
                create trigger shout before insert or update on zoo for each row execute function shout();
                """);
        try {
            assertThat(insert(key().with("name", text("abc"))).orElseThrow().get("name"))
                    .isEqualTo(text("ABC"));
        } finally {
            server.execute("drop trigger shout on zoo");
        }
    }

    @Test
    void aGeneratedColumnMayOnlyTravelToZapier() {
        server.execute("drop table if exists computed; create table computed (id uuid primary key, count int,"
                + " doubled int generated always as (count * 2) stored)");
        String yaml = """
                name: computed
                fields:
                  id: uuid
                  count: integer
                  doubled: { type: integer, direction: both }
                """;
        TableMapping both = mapping(yaml);
        TableMapping shown = mapping(yaml.replace("both", "to_zapier"));

        assertThat(columns(both).problems(both))
                .containsExactly(
                        "computed: column 'doubled' of public.computed is generated by the database, and nobody"
                                + " can write it; give field 'doubled' 'direction: to_zapier' in the mapping");
        assertThat(columns(shown).problems(shown)).isEmpty();
    }

    @Test
    void rowsAreReadByManyKeysAndMissingOnesAreLeftOut() {
        insert(key().with("name", text("a")));

        Map<String, StoredRow> rows = rowsOf(KEY, "0190c3a0-0000-7000-8000-00000000dead");

        assertThat(rows).containsOnlyKeys(KEY);
        assertThat(rowsOf()).isEmpty();
    }

    @Test
    void aRowIsFoundByItsNaturalKeyAlsoAtMicroseconds() {
        Row natural = Row.of(Map.of(
                "service",
                text("s"),
                "started",
                new FieldValue.Timestamp(Instant.parse("2026-07-31T08:00:00.000001Z"))));
        insert(key().overlaidBy(natural));

        assertThat(byNaturalKey(natural))
                .get()
                .extracting(row -> row.content().row().get("id"))
                .isEqualTo(text(KEY));
        assertThat(byNaturalKey(natural.with("service", text("S")))).isEmpty();
        assertThat(byNaturalKey(key())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\"; drop table zoo; --", "Mixed Case", "select", "a.b", "ä ?", "'; --", "\"", "x::text"})
    void aColumnOfAnyNameIsReadAndWritten(String column) {
        String quoted = '"' + column.replace("\"", "\"\"") + '"';
        server.execute("drop table if exists odd; create table odd (" + quoted + " uuid primary key, name text)");
        TableMapping plain = mapping("name: odd\nfields:\n  id: uuid\n  name: text\n");
        List<FieldMapping> fields = plain.fields().stream()
                .map(field -> field.name().equals("id") ? onColumn(field, column) : field)
                .toList();
        MappedTable odd = table(with(plain, plain.supabase(), fields));

        database.apply(tx -> {
            StoredRow first = odd.insert(tx, key().with("name", text("a"))).orElseThrow();
            assertThat(odd.update(tx, KEY, first.version(), Row.of(Map.of("name", text("b")))))
                    .isPresent();
            assertThat(odd.read(tx, List.of(KEY)).get(KEY))
                    .isNotNull()
                    .extracting(row -> row.content().row().get("name"))
                    .isEqualTo(text("b"));
            assertThat(odd.find(tx, KEY)).isPresent();
        });
        assertThat(server.scalar("select count(*) from zoo")).isEqualTo(0L);
    }

    @Test
    void aTableAndSchemaOfAnyNameAreReadAndWritten() {
        server.execute("""
                create schema if not exists "s""; drop table zoo; --";
                create table "s""; drop table zoo; --"."t ""x"" Y" (id uuid primary key, name text)""");
        TableMapping plain = mapping("name: odd\nfields:\n  id: uuid\n  name: text\n");
        MappedTable odd = table(with(plain, new SupabaseTable("s\"; drop table zoo; --", "t \"x\" Y"), plain.fields()));

        assertThat(insert(odd, key().with("name", text("a")))).isPresent();
        assertThat(server.scalar("select count(*) from zoo")).isEqualTo(0L);
    }

    @Test
    void aMissingTableAndEveryMissingColumnAreNamed() {
        TableMapping missing = mapping("name: nowhere\nfields:\n  id: uuid\n");
        TableMapping wrong =
                mapping("name: zoo\nfields:\n  id: uuid\n  wings: text\n  fins: { type: text, column: Name }\n");

        assertThat(columns(missing).problems(missing))
                .singleElement()
                .asString()
                .contains("public.nowhere", "bridgectl setup");
        assertThat(columns(wrong).problems(wrong))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("'wings'"))
                .anySatisfy(line -> assertThat(line).contains("'Name'").contains("'fins'"));
    }

    @Test
    void allRowsAreScanned() {
        insert(key());
        insert(Row.of(Map.of("name", text("b"))));
        List<String> seen = new java.util.ArrayList<>();

        database.apply(tx -> table.scan(tx, row -> seen.add(row.row().toString())));

        assertThat(seen).hasSize(2).anySatisfy(row -> assertThat(row).contains(KEY));
        assertThat(keys(Optional.empty(), 10)).hasSize(2).contains(KEY).isSorted();
        assertThat(keys(Optional.of(keys(Optional.empty(), 1).getFirst()), 10))
                .as("after the first")
                .containsExactly(keys(Optional.empty(), 10).getLast());
    }

    private List<String> keys(Optional<String> after, int most) {
        return database.transaction(tx -> table.keys(tx, after, most));
    }

    private static TableMapping mapping(String yaml) {
        if (MappingYaml.read("test", yaml) instanceof MappingResult.Good good) {
            return good.mapping();
        }
        throw new AssertionError(MappingYaml.read("test", yaml).toString());
    }

    private static FieldMapping onColumn(FieldMapping field, String column) {
        return new FieldMapping(
                field.name(),
                column,
                field.zapierField(),
                field.type(),
                field.direction(),
                field.required(),
                field.fallback());
    }

    private static TableMapping with(TableMapping plain, SupabaseTable place, List<FieldMapping> fields) {
        return new TableMapping(
                plain.name(),
                place,
                plain.zapierTable(),
                plain.mode(),
                plain.key(),
                plain.naturalKey(),
                plain.version(),
                plain.audit(),
                fields);
    }

    private Columns columns(TableMapping of) {
        return database.transaction(tx -> Columns.read(tx, of.supabase()));
    }

    private MappedTable table(TableMapping of) {
        Columns columns = columns(of);
        assertThat(columns.problems(of)).isEmpty();
        return new MappedTable(of, columns);
    }

    private static Row key() {
        return Row.of(Map.of("id", text(KEY)));
    }

    private static FieldValue text(String value) {
        return new FieldValue.Text(value);
    }

    private static FieldValue number(String value) {
        return new FieldValue.Numeric(new BigDecimal(value));
    }

    private Optional<Row> insert(Row row) {
        return insert(table, row);
    }

    private Optional<Row> insert(MappedTable into, Row row) {
        return database.transaction(tx -> into.insert(tx, row)).map(MappedTableTest::whole);
    }

    private Optional<StoredRow> updateAsRead(String version, String name) {
        return database.transaction(tx -> table.update(tx, KEY, version, Row.of(Map.of("name", text(name)))));
    }

    private Optional<StoredRow> byNaturalKey(Row row) {
        return database.transaction(tx -> table.findByNaturalKey(tx, row));
    }

    private Map<String, StoredRow> rowsOf(String... keys) {
        return database.transaction(tx -> table.read(tx, List.of(keys)));
    }

    private Optional<Row> update(Row changes) {
        String version = stored().version();
        return database.transaction(tx -> table.update(tx, KEY, version, changes))
                .map(MappedTableTest::whole);
    }

    private String stateOf(Row row) {
        return catchThrowableOfType(DatabaseException.class, () -> insert(row)).sqlState();
    }

    private StoredRow stored() {
        return database.transaction(tx -> table.find(tx, KEY)).orElseThrow();
    }

    private Optional<Row> find(String key) {
        return database.transaction(tx -> table.find(tx, key)).map(MappedTableTest::whole);
    }

    private static Row whole(StoredRow row) {
        assertThat(row.content().problems()).isEmpty();
        return row.content().row();
    }
}
