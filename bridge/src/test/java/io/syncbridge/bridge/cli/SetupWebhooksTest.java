package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import io.syncbridge.fixtures.zapier.SimTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The webhook triggers that {@code setup} makes, replaces, adopts and prints. */
final class SetupWebhooksTest extends SetupScene {

    @Test
    void webhooksFollowAddressAndSecretAndThoseOfOthersAreAdopted() throws IOException {
        supabaseFunctions();
        assertThat(setup("--url", URL).code()).isZero();
        assertThat(setup("--url", URL + "/moved/").out())
                .contains("replaced webhook sync_bridge_agent_jobs", "it posts to another address");
        assertThat(String.valueOf(triggers().get("agent_jobs"))).contains(URL + "/moved/webhooks/supabase");
        String old = secrets().getFirst();
        replaceSecret("'it''s \\ new, " + old + "'");
        String secret = secrets().getFirst();
        Invoked changed = setup();
        assertThat(changed.out()).contains("its secret is another").doesNotContain("new, ");
        assertThat(secret).startsWith("it's ");
        assertThat(setup().lines()).last().isEqualTo("nothing changed, everything is in place");
        database.execute("alter table agent_jobs disable trigger sync_bridge_agent_jobs");
        assertThat(setup().out()).contains("it was switched off");

        database.execute("drop trigger sync_bridge_agent_jobs on agent_jobs");
        database.execute("create trigger \"Made By Hand\" after insert or update or delete on agent_jobs for each row"
                + " execute function supabase_functions.http_request('" + URL + "/moved/webhooks/supabase', 'POST',"
                + " '{\"Authorization\": \"Bearer " + old + "\"}', '{}', '1000')");
        assertThat(setup().out()).contains("ok webhook Made By Hand on public.agent_jobs was there before");
        assertThat(triggers()).doesNotContainKey("agent_jobs");
    }

    @Test
    void printsTheSqlWithAPlaceholderAndOnRequestWithTheSecretAndItRuns() throws IOException {
        supabaseFunctions();
        assertThat(setup().code()).isZero();
        assertThat(triggers()).isEmpty();
        replaceSecret("hush");

        assertThat(setup("--print").err()).contains("add --url");
        Invoked hidden = setup("--print", "--url", URL);
        Invoked shown = setup("--print", "--url", URL, "--show-secrets");

        assertThat(hidden.out()).contains("<SUPABASE_WEBHOOK_SECRET>").doesNotContain("hush");
        assertThat(shown.out()).contains("hush");
        assertThat(triggers()).isEmpty();
        database.execute(shown.out());
        assertThat(setup("--url", URL).out()).contains("ok webhook sync_bridge_agent_jobs");
    }

    @Test
    void withoutSupabasesFunctionPgNetIsUsedAndWithoutEitherItSaysWhatToDo() throws IOException {
        Invoked neither = setup("--url", URL);
        assertThat(neither.code()).as(neither.err()).isZero();
        assertThat(neither.out()).contains("neither Supabase's function", "create extension pg_net", "setup --capture");

        database.execute("""
                create schema net;
                create table net.posted (url text, body jsonb, params jsonb, headers jsonb, millis int);
                create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}',
                    headers jsonb default '{}', timeout_milliseconds int default 5000) returns bigint language sql
                  as $$insert into net.posted values ($1, $2, $3, $4, $5); select 1::bigint$$;
                """);
        assertThat(setup().out()).contains("created webhook sync_bridge_rate_limits");
        database.execute("insert into agent_jobs (job_type) values ('manual'); delete from agent_jobs");
        assertThat(database.rows(
                        "select body->>'type' as type, body->'record'->>'job_type' as now, url from net.posted"))
                .containsExactly(
                        Map.of("type", "INSERT", "now", "manual", "url", URL + "/webhooks/supabase"), deleted());
        database.execute("drop function net.http_post");
        database.execute("insert into agent_jobs (job_type) values ('manual')"); // the user's write goes on
    }

    private static Map<String, Object> deleted() {
        Map<String, Object> row = new java.util.HashMap<>(Map.of("type", "DELETE", "url", URL + "/webhooks/supabase"));
        row.put("now", null);
        return row;
    }

    @Test
    void afterSetupARowTravels() throws Exception {
        try (SupabaseWebhooks sender = SupabaseWebhooks.install(database.dataSource())) {
            assertThat(setup("--url", "http://127.0.0.1:9").code()).isZero();
            BridgeConfig settings = BridgeConfig.read(Settings.of(config, Map.of()), false);
            try (Bridge bridge = Bridge.open(settings)) {
                int port = bridge.serve(settings);
                for (String table : TABLES) {
                    Eventually.until(
                            table + " was swept",
                            Duration.ofSeconds(60),
                            () -> bridge.lastSweep(table).isPresent());
                }
                assertThat(setup("--url", "http://127.0.0.1:" + port).code()).isZero();
                database.execute("insert into agent_jobs (job_type) values ('manual')");
                SimTable jobs = zapier.table("agent_jobs");
                Eventually.until(
                        "the row arrived",
                        Duration.ofSeconds(60),
                        () -> !jobs.recordsWhere("job_type", "manual").isEmpty());
            }
            assertThat(sender.isIdle()).isTrue();
        }
    }
}
