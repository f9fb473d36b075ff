package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.SimField;
import io.syncbridge.fixtures.zapier.SimTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code setup} as a person runs it, against a real database with Supabase's trigger function and the simulator. */
final class SetupTest extends SetupScene {

    @Test
    void oneRunPutsEverythingInPlaceAndTheNextChangesNothing() throws IOException {
        supabaseFunctions();
        String before = Files.readString(config);

        Invoked first = setup("--url", URL);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("created Zapier table 'agent_jobs'", "created webhook sync_bridge_agent_jobs")
                .contains("Trigger   Zapier Tables, New or updated record")
                .contains("URL       https://bridge.example.com/webhooks/zapier/agent_jobs")
                .contains("Data      {\"record_id\": \"{{record_id}}\"}")
                .contains("add the choices queued, running, completed, failed, cancelled");
        assertThat(types(zapier.table("agent_decisions")))
                .contains(
                        entry("id", "uuid"),
                        entry("decision_type", "labeled_string"),
                        entry("agent_name", "string"),
                        entry("confidence", "decimal"),
                        entry("reasoning", "text"),
                        entry("metadata", "text"),
                        entry("created_at", "datetime"));
        assertThat(types(zapier.table("agent_jobs"))).contains(entry("retry_count", "number"));
        String written = Files.readString(config);
        assertThat(written).startsWith(before).contains("bridge_url: " + URL);
        Settings settings = Settings.of(config, Map.of());
        for (String table : TABLES) {
            assertThat(settings.get("zapier_table_" + table))
                    .contains(zapier.table(table).id());
            assertThat(settings.get("zapier_fields_" + table)).isPresent();
        }
        assertThat(secrets()).hasSize(2).allSatisfy(secret -> {
            assertThat(secret).hasSize(64);
            assertThat(first.out() + first.err()).doesNotContain(secret);
        });
        assertThat(triggers()).containsOnlyKeys("agent_decisions", "agent_jobs", "rate_limits");

        Map<String, Object> installed = triggers();
        Invoked second = setup();

        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.lines()).last().isEqualTo("nothing changed, everything is in place");
        assertThat(second.out()).doesNotContain("created", "replaced", "wrote");
        assertThat(config).hasContent(written);
        assertThat(triggers()).isEqualTo(installed);
        assertThat(run("start", "--once").out()).startsWith("worked off 0 records");
    }

    @Test
    void aDryRunTellsAllAndChangesNothing() throws IOException {
        supabaseFunctions();
        String before = Files.readString(config);

        Invoked dry = setup("--dry-run", "--url", URL);

        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains("would apply ", "would create Zapier table 'agent_jobs'", "would write bridge_url")
                .contains("would create Zapier field 'job_type' (labeled_string)")
                .containsPattern("dry run: \\d+ changes to make, none made");
        assertThat(config).hasContent(before);
        assertThat(database.scalar("select count(*) from pg_namespace where nspname = 'bridge'"))
                .isEqualTo(0L);
        assertThat(setup("--url", URL).code()).isZero();
        assertThat(setup("--dry-run").lines()).last().isEqualTo("nothing changed, everything is in place");
        assertThat(setup("--dry-run", "--url", URL + "/moved").out())
                .contains("would replace webhook sync_bridge_agent_jobs");
        assertThat(String.valueOf(triggers().get("agent_jobs"))).doesNotContain("moved");
    }

    @Test
    void whatIsThereIsAdoptedAndWhatItLacksIsAdded() throws IOException {
        supabaseFunctions();
        AgentTables.createAll(zapier);
        SimTable jobs = zapier.table("agent_jobs");
        jobs.deleteField("error_message");

        Invoked first = setup("--url", URL);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("ok Zapier table 'agent_jobs' was there before, " + jobs.id())
                .contains("created Zapier field 'error_message' (text) in 'agent_jobs'")
                .doesNotContain("created Zapier table");
        jobs.renameField("status", "State of the job");
        assertThat(setup().out()).contains("note Zapier field 'status' is now called 'State of the job'");
        assertThat(run("start", "--once").code()).isZero();
    }

    @Test
    void betweenTwoTablesOfOneNameAPersonChooses() throws IOException {
        AgentTables.createAll(zapier);
        SimTable second = zapier.createTable(AgentTables.RATE_LIMITS, AgentTables.rateLimits());

        Invoked undecided = setup("--url", URL);

        assertThat(undecided.code()).isEqualTo(1);
        assertThat(undecided.err())
                .contains("2 Zapier tables are called 'rate_limits'", second.id(), "ZAPIER_TABLE_RATE_LIMITS");
        assertThat(Settings.of(config, Map.of()).get("zapier_table_agent_jobs")).isPresent();
        Files.writeString(config, Files.readString(config) + "zapier_table_rate_limits: " + second.id() + "\n");
        assertThat(setup().code()).isZero();
    }

    @Test
    void aFieldOfAnotherTypeIsNamedAndLeftAlone() throws IOException {
        zapier.createTable("agent_jobs", List.of(SimField.Spec.of("boolean", "created_at")));

        Invoked setup = setup("--url", URL);

        assertThat(setup.code()).isEqualTo(1);
        assertThat(setup.err()).contains("Zapier field 'created_at' is of type boolean, which does not fit");
        assertThat(types(zapier.table("agent_jobs"))).contains(entry("created_at", "boolean"), entry("id", "uuid"));
    }

    @Test
    void whereTheFileCannotBeEditedTheLinesArePrintedAndNoSecretIsMadeUp() throws IOException {
        AgentTables.createAll(zapier);
        String flow = "{database_url: '" + database.jdbcUrl() + "', zapier_base_url: '" + zapier.baseUrl()
                + "', zapier_credentials: tok}\n";
        Files.writeString(config, flow);

        Invoked setup = setup("--url", URL);

        assertThat(setup.code()).as(setup.err()).isZero();
        assertThat(setup.out())
                .contains("      zapier_table_agent_jobs: ", "      bridge_url: " + URL)
                .contains("SUPABASE_WEBHOOK_SECRET is not set: set it to a long random text");
        assertThat(config).hasContent(flow);
    }

    @Test
    void whatIsMissingIsAskedForAndWhatCannotBeUsedIsRefused() throws IOException {
        Files.writeString(config, "database_url: " + database.jdbcUrl() + "\n");
        Invoked first = setup();
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("run ./bridgectl setup --url https://bridge.example.com")
                .contains("no Zapier credentials, so Zapier's tables were not looked at");
        assertThat(setup("--url", "bridge").err()).contains("--url must be an address such as https://");
        assertThat(setup("--url", "https://me:pw@host/?a=b").code()).isEqualTo(1);

        Files.writeString(
                config,
                Files.readString(config) + "zapier_credentials: wrong\nzapier_base_url: '" + zapier.baseUrl() + "'\n");
        Invoked refused = setup("--url", URL);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("Zapier refused the credentials").doesNotContain("wrong");
    }
}
