package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.bridge.inbox.InboxState;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.SimRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** No Zap and no webhook from Zapier: everything it has to say comes by trigger inbox. */
@Execution(ExecutionMode.CONCURRENT)
final class InboxOnlyTest {
    private static final Logger LOG = LoggerFactory.getLogger(InboxOnlyTest.class);
    private static final int BURST = 100;

    private final TestStack stack = TestStack.start(Setup.usual().withInboxesOnly());

    @BeforeEach
    void listen() {
        awaitStreaming();
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void createsAndEditsArriveAndADeleteIsOnlyAHint() {
        var jobs = stack.table("agent_jobs");
        SimRecord job = jobs.create(Map.of("job_type", "manual", "status", "queued"));
        stack.awaitAgreement();
        jobs.update(job.id(), Map.of("status", "running"));
        stack.awaitAgreement();
        String id = jobs.text(jobs.records().getFirst(), "id").orElseThrow();
        assertThat(stack.supabase().value("agent_jobs", id, "status")).contains("running");

        jobs.delete(job.id());
        stack.awaitQuiet();

        assertThat(stack.supabase().exists("agent_jobs", id)).isTrue();
        assertThat(stack.zapier().webhookCounts().delivered()).isZero();
    }

    @Test
    void aBurstArrivesWholeAlthoughEveryMessageComesTwice() {
        stack.zapier().inboxes().doubleMessages(true);
        for (int i = 0; i < BURST; i++) {
            stack.table("agent_jobs").create(Map.of("job_type", "manual", "status", "queued", "retry_count", i));
        }
        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(BURST);
        assertThat(stack.rowsWritten()).isEqualTo(BURST);
        assertThat(stack.zapier().inboxes().counts().leased())
                .isEqualTo(stack.zapier().inboxes().counts().acked());
    }

    @Test
    void droppedStreamsAndFailingCallsDelayButLoseNothing() {
        stack.zapier().inboxes().shapePayloads(PayloadShape.BARE_IDS);
        // More failures in a row would only show how long the circuit stays open.
        for (int round = 0; round < 3; round++) {
            stack.zapier().faults().next("POST", "/lease", Fault.status(503));
            stack.zapier().faults().next("POST", "/ack", Fault.statusAfterApplying(502));
            stack.zapier().inboxes().dropStreams();
            stack.table("agent_jobs").create(Map.of("job_type", "manual", "retry_count", round));
        }
        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(3);
        awaitStreaming();
    }

    @Test
    void twoInstancesDrainTheSameInboxes() {
        Bridge other = stack.openBridge();
        int unused = other.serve(stack.config());
        for (int i = 0; i < BURST; i++) {
            stack.table("agent_jobs").create(Map.of("job_type", "manual", "retry_count", i));
        }
        stack.awaitAgreement();
        assertThat(stack.rowsWritten()).isEqualTo(BURST);
    }

    @Test
    void aMappingThatIsPausedAtTheStartGetsItsInboxOnceItsTablesFit() {
        stack.database().execute("alter table agent_jobs rename column error_message to message");
        Bridge other = stack.openBridge();
        int unused = other.serve(stack.config());
        Eventually.until(
                "the other instance waits for the mapping",
                () -> state(other, "agent_jobs") instanceof InboxState.Waiting);

        stack.database().execute("alter table agent_jobs rename column message to error_message");

        Eventually.until("its inbox works", () -> state(other, "agent_jobs") instanceof InboxState.Active);
    }

    @Test
    void aPausedInboxIsToldOfWithWhatToDo() {
        stack.zapier().inboxes().pause("bridge-agent_jobs", "abandoned");
        stack.zapier().inboxes().dropStreams(); // the next connection looks at once
        InboxState state = Eventually.value(
                "the pause is noticed", () -> state("agent_jobs"), now -> now instanceof InboxState.Stopped);
        assertThat(state).isInstanceOfSatisfying(InboxState.Stopped.class, stopped -> {
            assertThat(stopped.reason()).contains("bridge-agent_jobs", "abandoned");
            assertThat(stopped.advice()).contains("resume");
        });
        assertThat(state("rate_limits")).isInstanceOf(InboxState.Active.class);
    }

    @Test
    void anEditIsInSupabaseSoonAfterItWasMade() {
        var jobs = stack.table("agent_jobs");
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.recordsWhere("id", id).getFirst().id();
        List<Duration> lags = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            String wanted = String.valueOf(i);
            long begin = System.nanoTime();
            jobs.update(record, Map.of("retry_count", i));
            Eventually.until(
                    "edit " + i + " has arrived",
                    () -> stack.supabase()
                            .value("agent_jobs", id, "retry_count")
                            .filter(wanted::equals)
                            .isPresent());
            lags.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        Collections.sort(lags);
        LOG.info(
                "inbox with stream: lag p50 {} ms, max {} ms",
                lags.get(15).toMillis(),
                lags.getLast().toMillis());
        assertThat(lags.get(15)).isLessThan(Duration.ofSeconds(2));
    }

    private void awaitStreaming() {
        Eventually.until(
                "every inbox streams",
                () -> stack.bridge().inboxes().size() == 4
                        && stack.bridge().inboxes().values().stream()
                                .allMatch(inbox -> inbox.state().equals(new InboxState.Active(true))));
    }

    private InboxState state(String mapping) {
        return state(stack.bridge(), mapping);
    }

    private static InboxState state(Bridge bridge, String mapping) {
        var figures = bridge.inboxes().get(mapping);
        if (figures == null) {
            throw new IllegalArgumentException("no inbox of " + mapping);
        }
        return figures.state();
    }
}
