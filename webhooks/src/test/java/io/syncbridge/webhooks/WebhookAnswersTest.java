package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.webhooks.WebhookServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAnswersTest {
    private static final WebhookServer SERVER = WebhookServer.open();
    private static final String RECORD = "{\"record_id\":\"" + WebhookServer.RECORD_ID + "\"}";

    @BeforeEach
    void forget() {
        SERVER.stored.clear();
        SERVER.counted.clear();
        SERVER.receipt = new Receipt.Stored();
        SERVER.isBroken = false;
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks/supabase",
                "/webhooks/supabase/",
                "/webhooks/supabase/agent_jobs",
                "/webhooks/supabase?x=y"
            })
    void acceptsASupabaseEventOnceItIsStored(String path) throws IOException {
        Reply reply = SERVER.postJson(path, WebhookServer.EVENT);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body()).isEqualTo("{\"status\":\"accepted\"}");
        assertThat(reply.header("Server")).isEmpty();
        assertThat(SERVER.hints()).containsExactly(new Hint.SupabaseRow("agent_jobs", "k"));
        assertThat(SERVER.counted).containsExactly("SUPABASE agent_jobs 202");
    }

    @Test
    void aSupabaseAddressMayNameTheMappingOrItsTable() throws IOException {
        String event = WebhookServer.EVENT.replace("agent_jobs", "rate_limits");
        assertThat(SERVER.postJson("/webhooks/supabase/limits", event).status()).isEqualTo(202);
        assertThat(SERVER.postJson("/webhooks/supabase/rate_limits", event).status())
                .isEqualTo(202);
        assertThat(SERVER.hints())
                .containsOnly(new Hint.SupabaseRow("limits", "k"))
                .hasSize(2);
    }

    @Test
    void acceptsAZapierEventAsJsonOrForm() throws IOException {
        assertThat(SERVER.postJson("/webhooks/zapier/agent_jobs", RECORD).status())
                .isEqualTo(202);
        String form = "record_id=" + WebhookServer.RECORD_ID;
        assertThat(SERVER.post("/webhooks/zapier/agent_jobs", "application/x-www-form-urlencoded", form)
                        .status())
                .isEqualTo(202);
        assertThat(SERVER.hints())
                .containsOnly(new Hint.ZapierRecord("agent_jobs", WebhookServer.RECORD_ID, Optional.empty()))
                .hasSize(2);
        assertThat(SERVER.counted).containsOnly("ZAPIER agent_jobs 202");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/webhooks/supabase/elsewhere | {\"type\":\"INSERT\"} | SUPABASE unknown 200",
                "/webhooks/supabase/limits | {EVENT} | SUPABASE limits 200",
                "/webhooks/supabase | {\"type\":\"INSERT\",\"schema\":\"auth\",\"table\":\"users\"} | SUPABASE unknown 200",
                "/webhooks/supabase | {\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"audit_log\"} | SUPABASE unknown 200",
                "/webhooks/zapier/elsewhere | {\"record_id\":\"x\"} | ZAPIER unknown 200",
                "/webhooks/zapier/agent_jobs | '' | ZAPIER agent_jobs 200"
            })
    void ignoresWhatIsNotForUs(String path, String body, String counted) throws IOException {
        Reply reply = SERVER.postJson(path, body.replace("{EVENT}", WebhookServer.EVENT));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).startsWith("{\"status\":\"ignored\",\"reason\":\"");
        assertThat(SERVER.stored).isEmpty();
        assertThat(SERVER.counted).containsExactly(counted);
    }

    @Test
    void namesTheFieldOfAMalformedEventAndNothingOfItsContent() throws IOException {
        Reply reply = SERVER.postJson(
                "/webhooks/supabase",
                "{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"agent_jobs\",\"record\":{\"private\":\"content\"}}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"record.id: "
                        + Keys.RULE + "\",\"errors\":[{\"field\":\"record.id\",\"message\":\"" + Keys.RULE + "\"}]}");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,1", "PT0.2S,1", "PT1S,1", "PT1.000000001S,2", "PT15M,900"})
    void tellsBusyAndUnavailableWithWholeSeconds(Duration retryAfter, String seconds) throws IOException {
        SERVER.receipt = new Receipt.Busy(retryAfter);
        Reply busy = SERVER.postJson("/webhooks/zapier/agent_jobs", RECORD);
        SERVER.receipt = new Receipt.Unavailable(retryAfter);
        Reply unavailable = SERVER.postJson("/webhooks/supabase", WebhookServer.EVENT);
        assertThat(List.of(busy.status(), unavailable.status())).containsExactly(429, 503);
        assertThat(List.of(busy.header("Retry-After"), unavailable.header("Retry-After")))
                .containsExactly(seconds, seconds);
        assertThat(SERVER.counted).containsExactly("ZAPIER agent_jobs 429", "SUPABASE agent_jobs 503");
    }

    @Test
    void aFaultOfOursIsUnavailableAndTellsNothingOfItself() throws IOException {
        SERVER.isBroken = true;
        Reply reply = SERVER.postJson("/webhooks/supabase", WebhookServer.EVENT);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("10");
        assertThat(reply.body()).doesNotContain("broken", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
    void everyOtherMethodIsToldWhichOneIsAllowed(String method) throws IOException {
        for (String path : List.of("/webhooks/supabase", "/webhooks/supabase/x", "/webhooks/zapier/agent_jobs")) {
            boolean hasBody = List.of("PUT", "PATCH").contains(method);
            RequestBody body = RequestBody.create("{}", MediaType.get("application/json"));
            Reply reply = WebhookServer.send(
                    SERVER.request(path).method(method, hasBody ? body : null).build());
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo("POST");
        }
        assertThat(SERVER.stored).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks", "/webhooks/zapier", "/webhooks/other/agent_jobs", "/webhooks/supabase/a/b"})
    void anUnknownAddressIsNotFound(String path) throws IOException {
        Reply reply = SERVER.postJson(path, WebhookServer.EVENT);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }
}
