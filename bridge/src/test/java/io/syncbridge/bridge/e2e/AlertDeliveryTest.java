package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.alert.Deliveries;
import io.syncbridge.bridge.alert.IncidentStore;
import io.syncbridge.fixtures.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Messages arrive: signed, once while all goes well, at least once whatever happens, and a deaf receiver is told of. */
@Execution(ExecutionMode.CONCURRENT)
final class AlertDeliveryTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final byte[] KEY = "signing key of the alert tests".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    private final AlertReceiver receiver = new AlertReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void twoInstancesTellOnceAndTheMessageIsSigned() throws Exception {
        try (TestStack stack = start(Map.of())) {
            int unused = stack.openBridge().serve(stack.config());
            park(stack);

            Eventually.until(
                    "it is told", LIMIT, () -> !receiver.about("parked").isEmpty());
            for (int looks = 0; looks < 4; looks++) {
                Object before = stack.database().scalar("select looked_at::text from bridge.alert_turn");
                Eventually.until(
                        "somebody looked again",
                        LIMIT,
                        () -> !String.valueOf(before)
                                .equals(stack.database().scalar("select looked_at::text from bridge.alert_turn")));
            }
            assertThat(receiver.about("parked")).hasSize(1);
            AlertReceiver.Taken told = receiver.about("parked").getFirst();
            String id = told.headers().getOrDefault("webhook-id", "");
            String at = told.headers().getOrDefault("webhook-timestamp", "");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            byte[] expected = mac.doFinal((id + "." + at + "." + told.text()).getBytes(StandardCharsets.UTF_8));
            assertThat(told.headers())
                    .containsEntry(
                            "webhook-signature", "v1," + Base64.getEncoder().encodeToString(expected));
        }
    }

    @Test
    void aRestartNeitherRepeatsNorForgets() {
        try (TestStack stack = start(Map.of())) {
            park(stack);
            Eventually.until(
                    "it is told", LIMIT, () -> !receiver.about("parked").isEmpty());
            stack.bridge().close();
            try (Bridge again = stack.openBridge()) {
                stack.sendWebhooksTo(again.serve(stack.config()));
                Object before = stack.database().scalar("select looked_at::text from bridge.alert_turn");
                Eventually.until(
                        "the new one looked",
                        LIMIT,
                        () -> !String.valueOf(before)
                                .equals(stack.database().scalar("select looked_at::text from bridge.alert_turn")));
                assertThat(receiver.about("parked")).hasSize(1);
                assertThat(new IncidentStore(again.database()).open())
                        .anyMatch(incident -> incident.rule().label().equals("parked"));
            }
        }
    }

    @Test
    void aMessageWhoseSenderIsKilledIsSentAgainUnderTheSameId(@TempDir Path directory) throws Exception {
        try (TestStack stack = TestStack.resting(Setup.usual().withSettings(settings(Map.of())))) {
            receiver.hang();
            try (BridgeProcess killed = BridgeProcess.start(stack.environment(), 0, directory)) {
                stack.sendWebhooksTo(killed.port());
                park(stack);
                Eventually.until(
                        "it is being told",
                        LIMIT,
                        () -> !receiver.about("parked").isEmpty());
                killed.kill();
            }
            receiver.answerAgain();
            try (BridgeProcess next = BridgeProcess.start(stack.environment(), 0, directory)) {
                stack.sendWebhooksTo(next.port());
                Eventually.until(
                        "it is told again",
                        LIMIT,
                        () -> receiver.about("parked").size() == 2);
            }
            List<String> ids = receiver.about("parked").stream()
                    .map(told -> told.headers().getOrDefault("webhook-id", ""))
                    .distinct()
                    .toList();
            assertThat(ids).hasSize(1);
        }
    }

    @Test
    void aReceiverThatRefusesIsTriedAgainAndStatusSaysSo(@TempDir Path directory) throws Exception {
        try (TestStack stack = start(Map.of())) {
            receiver.answers(503);
            park(stack);
            Eventually.until(
                    "it was tried again", LIMIT, () -> receiver.about("parked").size() >= 2);

            assertThat(new Deliveries(stack.bridge().database(), Optional.empty()).troubles())
                    .singleElement()
                    .satisfies(trouble -> assertThat(trouble.line())
                            .startsWith("alerts do not reach webhook since")
                            .contains("answered 503"));
            Verb status = Verb.run(stack.environment(), directory, "status");
            assertThat(status.out()).contains("alerts do not reach webhook").doesNotContain(SECRET, receiver.url(""));
            assertThat(status.code()).isEqualTo(3);

            receiver.answers(200);
            Eventually.until(
                    "it arrived",
                    LIMIT,
                    () -> new Deliveries(stack.bridge().database(), Optional.empty())
                            .troubles()
                            .isEmpty());
        }
    }

    @Test
    void theCommandListsWhatIsOpenAndSendsATest(@TempDir Path directory) throws Exception {
        try (TestStack stack = start(Map.of("BRIDGE_ALERT_SLACK_URL", receiver.url("/slack")))) {
            Verb nothing = Verb.run(stack.environment(), directory, "alerts");
            assertThat(nothing.out()).isEqualTo("no open alerts\n");
            assertThat(nothing.code()).isZero();
            park(stack);
            Eventually.until(
                    "it is told", LIMIT, () -> !receiver.about("parked").isEmpty());

            Verb open = Verb.run(stack.environment(), directory, "alerts");
            assertThat(open.out()).contains("parked  since ", "agent_jobs: 1 record is parked", "./bridgectl drain");
            assertThat(open.code()).isEqualTo(3);

            Verb test = Verb.run(stack.environment(), directory, "alerts", "--test");
            assertThat(test.out()).isEqualTo("slack took a test message\nwebhook took a test message\n");
            assertThat(test.code()).isZero();
            assertThat(receiver.taken().toString()).contains("alert.test", "This is a test");

            receiver.answers(404);
            Verb refused = Verb.run(stack.environment(), directory, "alerts", "--test");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("slack did not take a test message: answered 404");
            Verb check = Verb.run(stack.environment(), directory, "check");
            assertThat(check.out())
                    .contains("slack answers 404; correct BRIDGE_ALERT_SLACK_URL")
                    .doesNotContain(receiver.url("/slack"));
        }
    }

    private static void park(TestStack stack) {
        stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued", "parameters", "{oops"));
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(receiver.settings(SECRET));
        settings.putAll(more);
        return settings;
    }

    private TestStack start(Map<String, String> more) {
        return TestStack.start(Setup.usual().withSettings(settings(more)));
    }
}
