package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.MappingProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.MergeRule;
import io.syncbridge.mapping.QueueRules;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingYamlTest {

    @ParameterizedTest
    @ValueSource(strings = {"agent_jobs", "agent_decisions", "rate_limits", "audit_log"})
    void theShippedFilesLoad(String name) {
        assertThat(ShippedMapping.named(name).name()).isEqualTo(name);
    }

    @Test
    void readsWhatTheShippedFilesSay() {
        TableMapping limits = ShippedMapping.named("rate_limits");

        assertThat(limits.supabase()).hasToString("public.rate_limits");
        assertThat(limits.naturalKey()).containsExactly("service_name", "window_start");
        assertThat(limits.version()).containsExactly("updated_at");
        assertThat(limits.audit().action()).isEqualTo("rate_limit_synced");
        assertThat(limits.field("request_count").required()).isTrue();
        assertThat(ShippedMapping.named("audit_log").mode()).isEqualTo(SyncMode.APPEND_TO_SUPABASE);
        assertThat(ShippedMapping.named("agent_decisions").version()).containsExactly("overridden_at", "created_at");
    }

    @Test
    void aFileOfTwoLinesIsEnough() {
        TableMapping mapping = good("name: notes\nfields: {id: uuid, body: text}");

        assertThat(mapping.supabase()).hasToString("public.notes");
        assertThat(mapping.zapierTable()).isEqualTo("notes");
        assertThat(mapping.key()).isEqualTo("id");
        assertThat(mapping.audit().action()).isEqualTo("note_synced");
        assertThat(mapping.field("body").type()).isInstanceOf(FieldType.Text.class);
    }

    @Test
    void theTenantIsOneOfTheFields() {
        TableMapping mapping = good("name: notes\ntenant: owner\nfields: {id: uuid, owner: uuid}");

        assertThat(mapping.tenant()).contains("owner");
        assertThat(mapping.under(ConflictPolicy.ASK, DeletePolicy.ASK).tenant()).contains("owner");
        assertThat(mapping.withFields(List.of(mapping.field("id"))).tenant()).isEmpty();
        assertThat(ShippedMapping.named("agent_jobs").tenant()).isEmpty();
    }

    @Test
    void quietHoursAndTheTenantLockAreReadAndKept() {
        TableMapping mapping = good("name: notes\ntenant: owner\ntenant_lock: true\n"
                + "quiet_hours: 22:00-06:00 Europe/Berlin\nfields: {id: uuid, owner: uuid}");

        assertThat(mapping.queue().tenantLock()).isTrue();
        assertThat(mapping.queue().quiet().windows()).hasSize(1);
        assertThat(mapping.under(ConflictPolicy.ASK, DeletePolicy.ASK).queue()).isEqualTo(mapping.queue());
        assertThat(mapping.withFields(List.of(mapping.field("id"))).queue())
                .isEqualTo(new QueueRules(mapping.queue().quiet(), false));
        assertThat(good("name: notes\nquiet_hours: ['12:00-13:00 UTC', 'sun 00:00-24:00 UTC']\nfields: {id: uuid}")
                        .queue()
                        .quiet()
                        .windows())
                .hasSize(2);
        assertThat(ShippedMapping.named("agent_jobs").queue()).isEqualTo(QueueRules.USUAL);
    }

    @Test
    void aTableWhoseFieldsAllTravelToZapierIsMadeInSupabaseOnly() {
        assertThat(good("name: locks\nfields: {id: uuid, holder: {type: text, direction: to_zapier}}")
                        .isMadeInSupabaseOnly())
                .isTrue();
        assertThat(good("name: locks\nfields: {id: uuid, note: text, holder: {type: text, direction: to_zapier}}")
                        .isMadeInSupabaseOnly())
                .isFalse();
        assertThat(good("name: ids\nfields: {id: uuid}").isMadeInSupabaseOnly())
                .as("nothing but a key")
                .isFalse();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("- a\n- b", "", "must hold one object"),
                arguments("", "", "must hold one object"),
                arguments("name: [", "line 1", "is not valid YAML"),
                arguments("name: notes\nname: other\nfields: {id: uuid}", "line 2", "is not valid YAML"),
                arguments("fields: {id: uuid}", "name", "is needed: lower-case letters"),
                arguments("name: Notes\nfields: {id: uuid}", "name", "is needed: lower-case letters"),
                arguments("name: notes", "fields", "must name at least one field"),
                arguments("name: notes\nfields: [id]", "fields", "must be an object"),
                arguments(
                        "name: notes\nfeilds: {id: uuid}\nfields: {id: uuid}", "feilds", "unknown key; known here are"),
                arguments(
                        "name: notes\nmode: oneway\nfields: {id: uuid}",
                        "mode",
                        "must be two_way or append_to_supabase"),
                arguments(
                        "name: notes\npolicy: oldest\nfields: {id: uuid}",
                        "policy",
                        "must be newest-wins, supabase-wins, zapier-wins, ask or merge"),
                arguments("name: notes\ndeletes: yes\nfields: {id: uuid}", "deletes", "must be text"),
                arguments(
                        "name: notes\ndeletes: cascade\nfields: {id: uuid}",
                        "deletes",
                        "must be ignore, propagate or ask"),
                arguments(
                        "name: notes\nmode: append_to_supabase\npolicy: merge\nfields: {a: text}",
                        "policy",
                        "means nothing for an append-only table"),
                arguments(
                        "name: notes\nmode: append_to_supabase\ndeletes: ask\nfields: {a: text}",
                        "deletes",
                        "must be ignore for an append-only table"),
                arguments(
                        merged("{type: text, merge: counter}"),
                        "fields.x.merge",
                        "counter needs type integer or decimal"),
                arguments(merged("{type: text, merge: set}"), "fields.x.merge", "set needs type list"),
                arguments(merged("{type: text, merge: json}"), "fields.x.merge", "json needs type json"),
                arguments(
                        merged("{type: integer, merge: {forward-only: [a]}}"),
                        "fields.x.merge",
                        "forward-only needs type choice or text"),
                arguments(
                        merged("{type: text, merge: {forward-only: []}}"),
                        "fields.x.merge.forward-only",
                        "must list at least one final value"),
                arguments(
                        merged("{type: text, merge: {forward: [a]}}"),
                        "fields.x.merge.forward",
                        "unknown key; known here are forward-only"),
                arguments(
                        merged("{type: choice, choices: [a], merge: {forward-only: [b]}}"),
                        "fields.x.merge.forward-only",
                        "names a value that is not among the choices"),
                arguments(
                        merged("{type: text, merge: oldest}"), "fields.x.merge", "must be newest, counter, set, json"),
                arguments(
                        field("{type: integer, merge: counter}"),
                        "fields.x.merge",
                        "needs policy: merge for the table; it is newest-wins"),
                arguments(
                        "name: notes\npolicy: merge\nfields: {id: {type: integer, merge: counter}}",
                        "fields.id.merge",
                        "has no effect on the key"),
                arguments(
                        "name: notes\npolicy: merge\nversion: [at]\nfields: {id: uuid, at: {type: timestamp, merge: newest}}",
                        "fields.at.merge",
                        "has no effect on a version field"),
                arguments("name: notes\nversion: updated_at\nfields: {id: uuid}", "version", "must be a list"),
                arguments(
                        "name: notes\naudit: {tabel: x}\nfields: {id: uuid}",
                        "audit.tabel",
                        "unknown key; known here are action, resource_type, table"),
                arguments("name: notes\nkey: nr\nfields: {id: uuid}", "", "key 'nr' is not among its fields"),
                arguments(
                        "name: notes\nversion: [changed]\nfields: {id: uuid}",
                        "",
                        "version 'changed' is not among its fields"),
                arguments("name: notes\ntenant: a\nfields: {id: uuid}", "", "tenant 'a' is not among its fields"),
                arguments("name: notes\ntenant: [id]\nfields: {id: uuid}", "tenant", "must be text"),
                arguments(
                        "name: notes\ntenant_lock: true\nfields: {id: uuid}", "tenant_lock", "needs 'tenant: <field>'"),
                arguments(
                        "name: notes\nquiet_hours: 22:00-06:00\nfields: {id: uuid}",
                        "quiet_hours",
                        "must be like 22:00-06:00 Europe/Berlin"),
                arguments("name: notes\nquiet_hours: 2200\nfields: {id: uuid}", "quiet_hours", "must be a list"),
                arguments(
                        "name: notes\nnatural_key: [a]\nfields: {id: uuid}",
                        "",
                        "natural_key 'a' is not among its fields"),
                arguments(field("varchar"), "fields.x.type", "must be one of boolean, choice, "),
                arguments(field("{max_length: 5}"), "fields.x.type", "must be one of"),
                arguments(field("{type: text, max_lenght: 5}"), "fields.x.max_lenght", "unknown key; known here are"),
                arguments(field("{type: uuid, max_length: 5}"), "fields.x.max_length", "unknown key; known here are"),
                arguments(
                        field("{type: text, max_length: -1}"),
                        "fields.x.max_length",
                        "must be a whole number from 0 to 10485760"),
                arguments(field("{type: text, max_length: 1.5}"), "fields.x.max_length", "must be a whole number"),
                arguments(field("{type: text, max_length: many}"), "fields.x.max_length", "must be a number"),
                arguments(
                        field("{type: text, direction: up}"),
                        "fields.x.direction",
                        "must be both, to_supabase or to_zapier"),
                arguments(field("{type: text, required: maybe}"), "fields.x.required", "must be true or false"),
                arguments(field("{type: integer, default: 1.5}"), "fields.x.default", "is not a whole number"),
                arguments(field("{type: decimal, precision: 2, scale: 3}"), "fields.x", "decimal needs 1 <= precision"),
                arguments(
                        field("{type: timestamp, precision: day}"),
                        "fields.x.precision",
                        "must be second, millisecond or microsecond"),
                arguments(
                        field("{type: timestamp, zone: Mars/Olympus}"),
                        "fields.x.zone",
                        "is not a time zone; write it like"),
                arguments(field("{type: choice}"), "fields.x.choices", "must list at least one choice"),
                arguments(field("{type: choice, choices: a}"), "fields.x.choices", "must be a list"),
                arguments(field("{type: choice, choices: [a], default: b}"), "fields.x.default", "is not one of a"),
                arguments(
                        field("{type: choice, choices: [a], transitions: {a: [b]}}"),
                        "fields.x",
                        "transitions of 'a' name a value"),
                arguments(field("7"), "fields.x", "must be an object"),
                // what YAML 1.1 makes of unquoted words
                arguments(
                        field("{type: choice, choices: [yes, no]}"),
                        "fields.x.choices",
                        "holds true, which is not text; put it in quotes"),
                arguments(
                        field("{type: choice, choices: [1.0, 2.0]}"),
                        "fields.x.choices",
                        "which is not text; put it in quotes"),
                arguments("name: no\nfields: {id: uuid}", "name", "must be text; put it in quotes"),
                arguments(field("{type: text, zapier: 1.0}"), "fields.x.zapier", "must be text; put it in quotes"),
                arguments(field("{type: text, column: off}"), "fields.x.column", "must be text; put it in quotes"));
    }

    @Test
    void readsPoliciesAndMergeRules() {
        TableMapping mapping = good("""
                name: jobs
                policy: merge
                deletes: propagate
                fields:
                  id: uuid
                  status: {type: choice, choices: [queued, completed, failed], merge: {forward-only: [completed, failed]}}
                  retry_count: {type: integer, merge: counter}
                  tags: {type: list, merge: set}
                  metadata: {type: json, merge: json}
                  note: text
                """);

        assertThat(mapping.policy()).isEqualTo(ConflictPolicy.MERGE);
        assertThat(mapping.deletes()).isEqualTo(DeletePolicy.PROPAGATE);
        assertThat(mapping.fields().stream().map(FieldMapping::merge))
                .containsExactly(
                        new MergeRule.Newest(),
                        new MergeRule.ForwardOnly(Set.of("completed", "failed")),
                        new MergeRule.Counter(),
                        new MergeRule.Union(),
                        new MergeRule.Json(),
                        new MergeRule.Newest());
    }

    private static String merged(String x) {
        return "name: notes\npolicy: merge\nfields:\n  id: uuid\n  x: " + x;
    }

    private static String field(String x) {
        return "name: notes\nfields:\n  id: uuid\n  x: " + x;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyMistakeIsNamedWithItsPlaceAndRemedy(String yaml, String where, String message) {
        assertThat(problems(yaml)).as("%s", yaml).anySatisfy(problem -> {
            assertThat(problem.source()).isEqualTo("notes.yaml");
            assertThat(problem.where()).isEqualTo(where);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void allProblemsOfAFileAreReportedAtOnce() {
        String yaml = """
                name: notes
                polcy: newest-wins
                deletes: perhaps
                fields:
                  id: uuid
                  a: {type: text, max_length: x}
                  b: {type: choice, choices: []}
                  c: varchar
                """;

        assertThat(problems(yaml))
                .extracting(MappingProblem::where)
                .containsExactlyInAnyOrder(
                        "polcy", "deletes", "fields.a.max_length", "fields.b.choices", "fields.c.type");
    }

    @Test
    void aProblemIsOneLine() {
        assertThat(problems(field("varchar")).getFirst().toString())
                .startsWith("notes.yaml, line 4, fields.x.type: must be one of")
                .doesNotContain("\n");
    }

    @Test
    void aProblemNamesItsLineOrThatOfWhatLacksSomething() {
        String yaml = """
                # a comment
                name: notes
                fields:
                  id: uuid

                  a:
                    type: text
                    max_length: x
                  b: {column: off,
                      type: uuid}
                  c: {}
                audit: {tabel: x}
                """;

        assertThat(problems(yaml))
                .extracting(MappingProblem::where, problem -> problem.line().orElse(0))
                .containsExactlyInAnyOrder(
                        tuple("fields.a.max_length", 8),
                        tuple("fields.b.column", 9),
                        tuple("fields.c.type", 11),
                        tuple("audit.tabel", 12));
        assertThat(problems("fields: {id: uuid}").getFirst().line()).isEmpty();
    }

    @Test
    void noticesTheTrapOnlyWhereItIsOne() {
        TableMapping mapping = good(field("{type: choice, choices: [\"yes\", \"no\", \"1.0\"]}"));

        assertThat(((FieldType.Choice) mapping.field("x").type()).allowed()).containsExactly("yes", "no", "1.0");
    }

    /** PostgreSQL would cut a long name without a word, and nobody sees a line break in a message. */
    @Test
    void refusesNamesThatPostgresCouldNotHold() {
        String yaml = """
                name: notes
                supabase: "public.no\\ntes"
                audit: {table: "."}
                fields:
                  id: uuid
                  a: {type: text, column: ""}
                  b: {type: text, column: "%s"}
                  "c\\0": text
                """.formatted("b".repeat(64));

        assertThat(problems(yaml))
                .extracting(MappingProblem::where)
                .containsExactlyInAnyOrder(
                        "supabase", "audit.table", "fields.a.column", "fields.b.column", "fields.c\0");
    }

    @Test
    void takesAnyOtherNameAsItIsWritten() {
        TableMapping mapping = good("""
                name: notes
                supabase: 'we"ird.t; drop table x; --'
                fields:
                  id: uuid
                  a: {type: text, column: 'é "$$ \\'}
                """);

        assertThat(mapping.supabase()).isEqualTo(new SupabaseTable("we\"ird", "t; drop table x; --"));
        assertThat(mapping.field("a").column()).isEqualTo("é \"$$ \\");
    }

    private static TableMapping good(String yaml) {
        return switch (MappingYaml.read("notes.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }

    private static List<MappingProblem> problems(String yaml) {
        return switch (MappingYaml.read("notes.yaml", yaml)) {
            case MappingResult.Good good -> List.of();
            case MappingResult.Faulty faulty -> faulty.problems();
        };
    }
}
