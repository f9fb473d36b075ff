package io.syncbridge.bridge.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.InboxSettings;
import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.inbox.InboxClient.Inbox;
import io.syncbridge.bridge.inbox.LeasedMessages.Standing;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.bridge.zapier.ZapierAddress;
import io.syncbridge.bridge.zapier.ZapierCredentials;
import io.syncbridge.bridge.zapier.ZapierHttp;
import io.syncbridge.fixtures.SettableTime;
import io.syncbridge.fixtures.zapier.AgentTables;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.PayloadShape;
import io.syncbridge.fixtures.zapier.SimRecord;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.SimulatorOptions;
import io.syncbridge.fixtures.zapier.ZapierTablesSimulator;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One drain, stepped by hand, on a clock that the test moves. */
@Timeout(60)
final class InboxDrainTest {
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final SettableTime clock = SettableTime.at("2026-07-31T08:00:00Z");
    private final ZapierTablesSimulator zapier =
            ZapierTablesSimulator.start(SimulatorOptions.defaults().withClock(clock));
    private final SimTable jobs = zapier.createTable(AgentTables.AGENT_JOBS, AgentTables.agentJobs());
    private final HttpUrl address = HttpUrl.get(zapier.baseUrl().toString());
    private final ZapierHttp http = new ZapierHttp(
            address, new ZapierCredentials.Token(new Secret("sim-token")), Duration.ofSeconds(10), clock);
    private final InboxClient client = new InboxClient(
            http,
            ZapierAddress.of(address, "/trigger-inbox/v1"),
            new InboxSettings(
                    Set.of(AgentTables.AGENT_JOBS),
                    Optional.empty(),
                    "TableCLIAPI@1.26.0",
                    "changed",
                    "{\"table_id\":\"{table_id}\"}",
                    LEASE,
                    Duration.ofSeconds(30)));
    private final TableMapping mapping = Mappings.shipped().stream()
            .filter(shipped -> shipped.name().equals(AgentTables.AGENT_JOBS))
            .findFirst()
            .orElseThrow();
    private final List<Hint> stored = Collections.synchronizedList(new ArrayList<>());
    private final String inbox = active();

    @AfterEach
    void close() {
        http.close();
        zapier.close();
    }

    @Test
    void everyMessageBecomesAHintWithItsPayloadAndIsAckedAfterItIsStored() throws Exception {
        SimRecord job = jobs.create(Map.of("job_type", "manual"));
        jobs.update(job.id(), Map.of("status", "running"));
        jobs.delete(job.id());

        assertThat(drain(hints -> {
                            assertThat(zapier.inboxes().counts().acked()).isZero();
                            return keep(hints);
                        })
                        .run(inbox))
                .isEqualTo(new Answer.Given<>(new Standing("active", "")));

        assertThat(stored)
                .hasSize(3)
                .allSatisfy(hint -> assertThat(hint)
                        .isInstanceOfSatisfying(
                                Hint.ZapierRecord.class,
                                record -> assertThat(record.recordId()).isEqualTo(job.id())));
        assertThat(stored.stream()
                        .map(hint -> ((Hint.ZapierRecord) hint).payload().isPresent()))
                .containsExactly(true, true, false);
        assertThat(zapier.inboxes().counts().acked()).isEqualTo(3);
    }

    @Test
    void aBareRecordIdIsAHintToo() throws Exception {
        zapier.inboxes().shapePayloads(PayloadShape.BARE_IDS);
        SimRecord job = jobs.create(Map.of());
        Answer<Standing> unused = drain(this::keep).run(inbox);
        assertThat(stored).containsExactly(new Hint.ZapierRecord(mapping.name(), job.id(), Optional.empty()));
    }

    @Test
    void aMessageThatNamesNoRecordIsCountedAndAckedAndDelaysNoOther() throws Exception {
        zapier.inboxes().put("bridge-agent_jobs", "{\"note\":\"no record here\"}");
        zapier.inboxes().put("bridge-agent_jobs", "[]");
        jobs.create(Map.of());

        InboxDrain drain = drain(this::keep);
        Answer<Standing> unused = drain.run(inbox);

        assertThat(stored).hasSize(1);
        assertThat(drain.unreadable()).isEqualTo(2);
        assertThat(zapier.inboxes().counts().waiting()).isZero();
    }

    @Test
    void whatWasLeasedByABridgeThatDiedComesAgainAfterTheLease() throws Exception {
        SimRecord job = jobs.create(Map.of());
        Answer<LeasedMessages> taken = client.lease(inbox);
        assertThat(taken)
                .isInstanceOfSatisfying(
                        Answer.Given.class,
                        given -> assertThat(((LeasedMessages) given.value()).messages())
                                .hasSize(1));
        // killed here, before anything was stored

        InboxDrain next = drain(this::keep);
        Answer<Standing> unused = next.run(inbox);
        assertThat(stored).isEmpty();
        clock.advance(LEASE);
        unused = next.run(inbox);

        assertThat(stored)
                .singleElement()
                .isInstanceOfSatisfying(
                        Hint.ZapierRecord.class,
                        record -> assertThat(record.recordId()).isEqualTo(job.id()));
        assertThat(zapier.inboxes().counts().waiting()).isZero();
    }

    @Test
    void anAckThatComesTooLateIsLeftToTheNextLease() throws Exception {
        jobs.create(Map.of());
        InboxDrain drain = drain(hints -> {
            if (stored.isEmpty()) {
                clock.advance(LEASE); // the database took that long
            }
            return keep(hints);
        });
        Answer<Standing> unused = drain.run(inbox);
        assertThat(stored).hasSize(2);
        assertThat(zapier.inboxes().counts()).satisfies(counts -> {
            assertThat(counts.acked()).isEqualTo(1);
            assertThat(counts.leased()).isEqualTo(2);
        });
    }

    @Test
    void whileTheDatabaseIsAwayNothingMoreIsLeased() throws Exception {
        for (int i = 0; i < 150; i++) {
            jobs.create(Map.of());
        }
        AtomicInteger refusals = new AtomicInteger();
        Answer<Standing> unused = drain(hints -> {
                    if (refusals.incrementAndGet() <= 20) {
                        assertThat(zapier.inboxes().counts().leased()).isEqualTo(100);
                        return new Receipt.Unavailable(Duration.ofMillis(1));
                    }
                    return keep(hints);
                })
                .run(inbox);
        assertThat(stored).hasSize(150);
        assertThat(zapier.inboxes().counts().leased()).isEqualTo(150);
    }

    @Test
    void aLostAckIsSentAgainWithinTheLease() throws Exception {
        jobs.create(Map.of());
        zapier.faults().next("POST", "/ack", Fault.status(502));
        Answer<Standing> unused = drain(this::keep).run(inbox);
        assertThat(stored).hasSize(1);
        assertThat(zapier.inboxes().counts().acked()).isEqualTo(1);
    }

    @Test
    void severalInstancesShareOneInboxWithoutTakingAMessageTwice() throws Exception {
        for (int i = 0; i < 500; i++) {
            jobs.create(Map.of("retry_count", i));
        }
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> instances = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            InboxDrain drain = drain(this::keep);
            instances.add(Thread.startVirtualThread(() -> {
                try {
                    go.await();
                    Answer<Standing> unused = drain.run(inbox);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread instance : instances) {
            instance.join();
        }
        assertThat(stored).hasSize(500).doesNotHaveDuplicates();
        assertThat(zapier.inboxes().counts().leased()).isEqualTo(500);
    }

    @Test
    void aPausedInboxIsDrainedAndThenRefused() throws Exception {
        jobs.create(Map.of());
        zapier.inboxes().pause("bridge-agent_jobs", "abandoned");
        assertThat(drain(this::keep).run(inbox))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(409));
        assertThat(stored).hasSize(1);
    }

    private InboxDrain drain(Intake intake) {
        return new InboxDrain(client, mapping, intake);
    }

    private Receipt keep(List<Hint> hints) {
        stored.addAll(hints);
        return new Receipt.Stored();
    }

    private String active() {
        Answer<Inbox> made = client.ensure("bridge-agent_jobs", jobs.id());
        clock.advance(Duration.ofSeconds(1));
        return made instanceof Answer.Given<Inbox> given ? given.value().id() : "none";
    }
}
