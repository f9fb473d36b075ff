package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.ApiAnswer;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimField;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every rule is caused; what is told of it, once, and that it is over, is looked at where it arrives. */
@Execution(ExecutionMode.CONCURRENT)
final class AlertsTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String SECRET = "whsec_c2lnbmluZyBrZXkgb2YgdGhlIGFsZXJ0IHRlc3Rz";

    private final AlertReceiver receiver = new AlertReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void failuresAboveFivePerCentAndParkedRecordsAreToldOnceAndThatTheyAreOver() {
        try (TestStack stack =
                start(Map.of("BRIDGE_ALERT_WINDOW", "12s", "BRIDGE_ALERT_SLACK_URL", receiver.url("/slack")))) {
            var jobs = stack.table("agent_jobs");
            String secretContent = "{oops-tell-nobody";
            var broken = jobs.create(Map.of("job_type", "manual", "status", "queued", "parameters", secretContent));

            AlertReceiver.Taken parked = opened("parked", "agent_jobs");
            AlertReceiver.Taken failing = opened("failure_rate", "");
            assertThat(parked.summary()).isEqualTo("agent_jobs: 1 record is parked");
            assertThat(failing.summary()).startsWith("100.0 % of syncs failed in the last 12 s (1 of 1; agent_jobs 1)");
            assertThat(parked.json().path("data").path("remedy").asText()).contains("./bridgectl drain");

            jobs.update(broken.id(), Map.of("parameters", "{\"mended\": true}"));

            healed("parked");
            healed("failure_rate");
            assertThat(receiver.about("parked")).hasSize(2);
            assertThat(receiver.about("failure_rate")).hasSize(2);
            Eventually.until("Slack heard all four", LIMIT, () -> slack() == 4);
            assertThat(receiver.taken().toString())
                    .contains(":white_check_mark: *parked* is over after", "*What to do:*")
                    .doesNotContain("oops-tell-nobody");
        }
    }

    @Test
    void anAverageLagAboveThirtySecondsIsTold() {
        try (TestStack stack = start(Map.of("BRIDGE_ALERT_WINDOW", "10s"))) {
            stack.supabase()
                    .insert(
                            "agent_jobs",
                            Map.of(
                                    "job_type",
                                    "manual",
                                    "status",
                                    "queued",
                                    "updated_at",
                                    Instant.now().minusSeconds(600).toString()));

            assertThat(opened("lag", "agent_jobs").summary())
                    .matches(
                            "agent_jobs: changes of the last 10 s were synced 6\\d\\d\\.\\d s late on average, more than 30 s");
            healed("lag");
        }
    }

    @Test
    void aRecordThatWaitsTooLongIsTold() {
        try (TestStack stack = start(Map.of("BRIDGE_ALERT_LAG", "2s"))) {
            stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            stack.zapier().faults().next(10_000, "POST", "/records", Fault.status(503));
            stack.supabase().insertJob("queued");

            assertThat(opened("lag", "agent_jobs").summary()).startsWith("agent_jobs: ");
        }
    }

    @Test
    void theEleventhConflictOfAnHourIsToldAndTheTenthIsNot() {
        try (TestStack stack = start(Map.of())) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitQuiet();
            for (int i = 0; i < 10; i++) {
                editBothAtOnce(stack, id, i);
            }
            awaitLooks(stack, 2);
            assertThat(receiver.about("conflicts")).isEmpty();

            editBothAtOnce(stack, id, 10);

            assertThat(opened("conflicts", "").summary())
                    .isEqualTo("11 conflicts were decided in the last 1 h (agent_jobs 11), more than 10");
        }
    }

    @Test
    void aSilentFeedIsToldAndThatItIsHeardAgain() {
        try (TestStack stack = start(Map.of())) {
            String id = stack.supabase().insertJob("queued");
            stack.awaitAgreement();
            stack.silence();

            Eventually.until("the silence is told", LIMIT, () -> {
                stack.supabase().update("agent_jobs", id, "retry_count", 1);
                return receiver.about("feed_silent").stream()
                        .anyMatch(one -> one.subject().equals("agent_jobs supabase"));
            });
            stack.sendWebhooksAgain();
            stack.supabase().update("agent_jobs", id, "status", "completed");
            healed("feed_silent");
        }
    }

    @Test
    void recordsThatDifferAreTold() {
        try (TestStack stack = start(Map.of("BRIDGE_VERIFY_INTERVAL", "1s"))) {
            var jobs = stack.table("agent_jobs");
            var refused =
                    jobs.create(Map.of("job_type", "manual", "status", "queued", "retry_count", new BigDecimal("1.5")));

            assertThat(opened("differences", "agent_jobs").summary())
                    .isEqualTo("agent_jobs: 1 record differed when both sides were compared last");

            jobs.update(refused.id(), Map.of("retry_count", 1));
            healed("differences");
        }
    }

    @Test
    void aClockThatIsOffIsTold() {
        try (TestStack stack = start(Map.of("BRIDGE_ALERT_CLOCK_SKEW", "5s for 0s"))) {
            String later = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10));
            for (String method : List.of("GET", "POST")) {
                stack.zapier()
                        .faults()
                        .next(
                                10_000,
                                method,
                                "/records",
                                new Fault.Refuse(ApiAnswer.of(503).with("Date", later)));
            }
            stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued"));
            Eventually.until(
                    "the skew is told",
                    LIMIT,
                    () -> !receiver.about("clock_skew").isEmpty());
        }
    }

    @Test
    void aBudgetThatIsNearlyUsedUpIsTold() {
        try (TestStack stack = start(Map.of("ZAPIER_RATE_LIMIT", "6/1s", "BRIDGE_ALERT_API_BUDGET", "90% for 0s"))) {
            Eventually.until("the budget is told", LIMIT, () -> {
                stack.supabase().insertJob("queued");
                return !receiver.about("api_budget").isEmpty();
            });
            assertThat(receiver.about("api_budget").getFirst().summary())
                    .contains("% of the budget of Zapier calls is used");
            healed("api_budget");
        }
    }

    @Test
    void aPausedMappingIsToldAndThatItWorksAgain() {
        try (TestStack stack = start(Map.of("BRIDGE_ALERT_MAPPING_PAUSED", "on for 1s"))) {
            var jobs = stack.table("agent_jobs");
            String id = stack.supabase().insertJob("queued");
            stack.supabase().update("agent_jobs", id, "error_message", "first");
            stack.awaitAgreement();
            jobs.deleteField("error_message");
            jobs.update(jobs.recordsWhere("id", id).getFirst().id(), Map.of("status", "running"));

            assertThat(opened("mapping_paused", "agent_jobs").summary()).contains("was deleted");
            jobs.addField(SimField.Spec.of("text", "error_message"));
            healed("mapping_paused");
        }
    }

    @Test
    void aRefusedLoginIsToldAndThatItIsTakenAgain() {
        try (TestStack stack = start(Map.of())) {
            stack.zapier().faults().next(10_000, "POST", "/oauth/token", Fault.status(401));
            stack.zapier().revokeTokens();
            stack.supabase().insertJob("queued");

            assertThat(opened("login_refused", "").summary()).startsWith("Zapier refuses the login");
            stack.zapier().faults().clear();
            healed("login_refused");
        }
    }

    @Test
    void aRuleThatIsOffTellsNothing() {
        try (TestStack stack = start(Map.of("BRIDGE_ALERT_PARKED", "off"))) {
            stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued", "parameters", "{oops"));

            AlertReceiver.Taken failing = opened("failure_rate", "");
            awaitLooks(stack, 2);
            assertThat(failing.type()).isEqualTo("alert.opened");
            assertThat(receiver.about("parked")).isEmpty();
        }
    }

    private TestStack start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(receiver.settings(SECRET));
        settings.putAll(more);
        return TestStack.start(Setup.usual().withSettings(settings));
    }

    private AlertReceiver.Taken opened(String rule, String subject) {
        Eventually.until(rule + " is told", LIMIT, () -> !receiver.about(rule).isEmpty());
        AlertReceiver.Taken first = receiver.about(rule).getFirst();
        assertThat(first.type()).isEqualTo("alert.opened");
        assertThat(first.subject()).isEqualTo(subject);
        return first;
    }

    private void healed(String rule) {
        Eventually.until(
                rule + " is told to be over",
                LIMIT,
                () -> receiver.about(rule).getLast().type().equals("alert.healed"));
        assertThat(receiver.about(rule).getLast().json().path("data").has("lasted_seconds"))
                .isTrue();
    }

    private long slack() {
        return receiver.taken().stream()
                .filter(one -> one.path().equals("/slack"))
                .count();
    }

    private static void awaitLooks(TestStack stack, int looks) {
        for (int i = 0; i < looks; i++) {
            Object before = stack.database().scalar("select looked_at::text from bridge.alert_turn");
            Eventually.until(
                    "it was looked again",
                    LIMIT,
                    () -> !String.valueOf(before)
                            .equals(stack.database().scalar("select looked_at::text from bridge.alert_turn")));
        }
    }

    private static void editBothAtOnce(TestStack stack, String id, int nr) {
        var jobs = stack.table("agent_jobs");
        String record = jobs.recordsWhere("id", id).getFirst().id();
        stack.zapier().faults().beforeNext("GET", record, () -> jobs.update(record, Map.of("retry_count", 100 + nr)));
        stack.supabase().update("agent_jobs", id, "retry_count", nr + 1);
        stack.awaitQuiet();
    }
}
