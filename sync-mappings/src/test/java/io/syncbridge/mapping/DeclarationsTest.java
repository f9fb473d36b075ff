package io.syncbridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A declaration that exists is valid, and what it says of sides, fields and problems. */
class DeclarationsTest {
    private static final String THINGS = """
            name: things
            supabase: public.things
            key: id
            fields:
              id: text
            """;

    @ParameterizedTest
    @CsvSource({"0, 0", "1001, 0", "5, -1", "5, 6"})
    void aDecimalThatPostgresqlCannotDeclareIsRefused(int precision, int scale) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FieldType.Decimal(precision, scale, Optional.empty(), Optional.empty()))
                .withMessageContaining("not " + precision + ", " + scale);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "1000, 1000"})
    void aDecimalAtItsLimitsIsFine(int precision, int scale) {
        assertThat(new FieldType.Decimal(precision, scale, Optional.empty(), Optional.empty()).scale())
                .isEqualTo(scale);
    }

    @Test
    void instantsAreKeptInSecondsMillisecondsOrMicroseconds() {
        for (ChronoUnit unit : List.of(ChronoUnit.SECONDS, ChronoUnit.MILLIS, ChronoUnit.MICROS)) {
            assertThat(new FieldType.Timestamp(unit, Optional.empty()).precision())
                    .isEqualTo(unit);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FieldType.Timestamp(ChronoUnit.NANOS, Optional.empty()));
    }

    @Test
    void instantsAreTheSameWhenTheyAreAtThePrecisionThatBothSidesKeep() {
        FieldType seconds = new FieldType.Timestamp(ChronoUnit.SECONDS, Optional.empty());
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");

        assertThat(seconds.same(at(noon), at(noon.plusMillis(999)))).isTrue();
        assertThat(seconds.same(at(noon), at(noon.plusMillis(1000)))).isFalse();
        assertThat(seconds.same(at(noon), FieldValue.empty())).isFalse();
    }

    @Test
    void aStatusGoesOnlyWhereItsTransitionsLead() {
        FieldType.Choice status = new FieldType.Choice(
                List.of("queued", "running", "done"), Map.of("queued", Set.of("running"), "running", Set.of("done")));

        assertThat(status.allows("queued", "running")).isTrue();
        assertThat(status.allows("queued", "queued")).isTrue();
        assertThat(status.allows("queued", "done")).isFalse();
        assertThat(status.allows("done", "queued")).as("no transitions named").isFalse();
        assertThat(new FieldType.Choice(List.of("a", "b"), Map.of()).allows("a", "b"))
                .as("no rule at all")
                .isTrue();
    }

    @Test
    void aTransitionBetweenValuesThatAreNoChoicesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FieldType.Choice(List.of("a"), Map.of("b", Set.of("a"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FieldType.Choice(List.of("a"), Map.of("a", Set.of("b"))));
    }

    @Test
    void aFieldTravelsInItsDirectionOnly() {
        assertThat(FieldDirection.BOTH.comesFrom(Side.ZAPIER)).isTrue();
        assertThat(FieldDirection.BOTH.comesFrom(Side.SUPABASE)).isTrue();
        assertThat(FieldDirection.TO_SUPABASE.comesFrom(Side.ZAPIER)).isTrue();
        assertThat(FieldDirection.TO_SUPABASE.comesFrom(Side.SUPABASE)).isFalse();
        assertThat(FieldDirection.TO_ZAPIER.comesFrom(Side.ZAPIER)).isFalse();
        assertThat(FieldDirection.TO_ZAPIER.comesFrom(Side.SUPABASE)).isTrue();
        assertThat(FieldDirection.TO_ZAPIER.goesTo(Side.ZAPIER)).isTrue();
        assertThat(FieldDirection.TO_ZAPIER.goesTo(Side.SUPABASE)).isFalse();
    }

    @Test
    void aProblemNamesFileLineAndPlaceAsFarAsTheyAreKnown() {
        MappingProblem whole = new MappingProblem("a.yaml", "", "is empty");
        MappingProblem placed = new MappingProblem("a.yaml", "fields.x", "is wrong");

        assertThat(whole).hasToString("a.yaml: is empty");
        assertThat(placed).hasToString("a.yaml, fields.x: is wrong");
        assertThat(placed.atLine(7)).hasToString("a.yaml, line 7, fields.x: is wrong");
        assertThat(placed.atLine(7).line()).isEqualTo(OptionalInt.of(7));
    }

    @Test
    void quietHoursLastFromAMinuteToADayOnSomeDay() {
        Set<DayOfWeek> monday = Set.of(DayOfWeek.MONDAY);

        assertThat(quiet(monday, 1).minutes()).isEqualTo(1);
        assertThat(quiet(monday, 1440).minutes()).isEqualTo(1440);
        assertThatIllegalArgumentException().isThrownBy(() -> quiet(monday, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> quiet(monday, 1441));
        assertThatIllegalArgumentException().isThrownBy(() -> quiet(Set.of(), 60));
    }

    @Test
    void aMappingNamesOnlyFieldsThatItHas() {
        assertThat(problems(THINGS.replace("key: id", "key: ident"))).contains("key 'ident'");
        assertThat(problems(THINGS + "natural_key: [name]\n")).contains("natural_key 'name'");
        assertThat(problems(THINGS + "version: [changed]\n")).contains("version 'changed'");
        assertThat(problems(THINGS + "tenant: owner\n")).contains("tenant 'owner'");
        assertThat(problems(THINGS + "tenant_lock: true\n")).contains("tenant_lock: needs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapping(THINGS).field("nowhere"))
                .withMessageContaining("no field 'nowhere'");
    }

    @Test
    void aMappingWithoutItsTenantsFieldLocksNoTenant() {
        TableMapping locked = mapping(THINGS + """
                  owner: text
                  seen: timestamp
                tenant: owner
                tenant_lock: true
                version: [seen]
                """);

        TableMapping less = locked.withFields(List.of(locked.field("id")));
        assertThat(less.tenant()).isEmpty();
        assertThat(less.queue().tenantLock()).isFalse();
        assertThat(less.version()).isEmpty();
        TableMapping same = locked.withFields(locked.fields());
        assertThat(same.tenant()).contains("owner");
        assertThat(same.queue().tenantLock()).isTrue();
        assertThat(same.version()).containsExactly("seen");
    }

    @Test
    void recordsAreMadeInSupabaseOnlyWhereNothingButTheKeyTravelsThere() {
        assertThat(mapping(THINGS + "  a: {type: text, direction: to_zapier}\n").isMadeInSupabaseOnly())
                .isTrue();
        assertThat(mapping(THINGS + "  a: text\n").isMadeInSupabaseOnly()).isFalse();
        assertThat(mapping(THINGS).isMadeInSupabaseOnly()).isFalse();
    }

    @Test
    void aDefaultFillsACellWithoutValueAndNoOther() {
        TableMapping mapping = mapping(THINGS + """
                  status: {type: text, default: new}
                  note: text
                """);
        Row row = Row.of(Map.of("status", new FieldValue.Text(""), "note", new FieldValue.Text("")));

        assertThat(mapping.withFallbacks(row).get("status")).isEqualTo(new FieldValue.Text("new"));
        assertThat(mapping.withFallbacks(row).get("note")).isEqualTo(new FieldValue.Text(""));
        Row set = Row.of(Map.of("status", new FieldValue.Text("old")));
        assertThat(mapping.withFallbacks(set)).isEqualTo(set);
    }

    private static FieldValue at(Instant time) {
        return new FieldValue.Timestamp(time);
    }

    private static QuietWindow quiet(Set<DayOfWeek> days, int minutes) {
        return new QuietWindow(days, LocalTime.NOON, minutes, ZoneOffset.UTC);
    }

    private static TableMapping mapping(String yaml) {
        return switch (MappingYaml.read("things.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }

    private static String problems(String yaml) {
        return switch (MappingYaml.read("things.yaml", yaml)) {
            case MappingResult.Good good -> throw new AssertionError(good.mapping());
            case MappingResult.Faulty faulty -> faulty.problems().toString();
        };
    }
}
