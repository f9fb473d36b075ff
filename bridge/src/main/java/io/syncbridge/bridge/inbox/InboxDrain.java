package io.syncbridge.bridge.inbox;

import io.syncbridge.bridge.inbox.LeasedMessages.Message;
import io.syncbridge.bridge.inbox.LeasedMessages.Standing;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.webhooks.Hint;
import io.syncbridge.webhooks.Intake;
import io.syncbridge.webhooks.Receipt;
import io.syncbridge.webhooks.ZapierMessages;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties one inbox: lease, store, ack, until nothing is left.
 *
 * <p>A message is acked only once its hints are durable. Nothing is ever released: every lease counts towards a limit after
 * which Zapier hides the message for good, so while the database is away storing is tried again and nothing more is leased,
 * however long that takes. What was not acked in time comes again; a hint stored twice does nothing twice.
 */
final class InboxDrain {
    private static final Logger LOG = LoggerFactory.getLogger(InboxDrain.class);
    private static final int ACK_TRIES = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final InboxClient client;
    private final TableMapping mapping;
    private final Intake intake;
    private final LongAdder stored = new LongAdder();
    private final LongAdder unreadable = new LongAdder();

    InboxDrain(InboxClient client, TableMapping mapping, Intake intake) {
        this.client = client;
        this.mapping = mapping;
        this.intake = intake;
    }

    /** Drains; answers the inbox's state, or why it stopped early. */
    Answer<Standing> run(String inboxId) throws InterruptedException {
        while (true) {
            switch (client.lease(inboxId)) {
                case Answer.Given<LeasedMessages> given -> {
                    LeasedMessages leased = given.value();
                    if (leased.messages().isEmpty()) {
                        return new Answer.Given<>(leased.standing());
                    }
                    store(leased.messages());
                    ack(inboxId, leased);
                }
                case Answer.Later<LeasedMessages> later -> {
                    return new Answer.Later<>(later.delay(), later.reason());
                }
                case Answer.Refused<LeasedMessages> refused -> {
                    return new Answer.Refused<>(refused.status(), refused.reason());
                }
                case Answer.Unknown<LeasedMessages> unknown -> {
                    return new Answer.Later<>(PAUSE, unknown.reason());
                }
            }
        }
    }

    /** Messages whose hints were stored. */
    long stored() {
        return stored.sum();
    }

    /** Messages that named no record; what they meant is found by a sweep. */
    long unreadable() {
        return unreadable.sum();
    }

    private void store(List<Message> messages) throws InterruptedException {
        Set<Hint> hints = new LinkedHashSet<>();
        for (Message message : messages) {
            List<Hint> found = ZapierMessages.hints(mapping, message.payload());
            if (found.isEmpty()) {
                unreadable.increment();
                LOG.warn(
                        "{}: inbox message {} names no record; acked, a sweep will find the change",
                        mapping.name(),
                        message.id());
            }
            hints.addAll(found);
        }
        if (!hints.isEmpty()) {
            keepTrying(List.copyOf(hints));
        }
        stored.add(messages.size());
    }

    private void keepTrying(List<Hint> hints) throws InterruptedException {
        while (true) {
            switch (intake.accept(hints)) {
                case Receipt.Stored done -> {
                    return;
                }
                case Receipt.Busy busy ->
                    TimeUnit.NANOSECONDS.sleep(busy.retryAfter().toNanos());
                case Receipt.Unavailable away ->
                    TimeUnit.NANOSECONDS.sleep(away.retryAfter().toNanos());
            }
        }
    }

    private void ack(String inboxId, LeasedMessages leased) throws InterruptedException {
        for (int attempt = 1; attempt <= ACK_TRIES; attempt++) {
            Answer<Boolean> answer = client.ack(inboxId, leased.leaseId(), leased.messages());
            if (!(answer instanceof Answer.Later<Boolean> || answer instanceof Answer.Unknown<Boolean>)) {
                return; // done, or the lease has ended and the messages come again
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        LOG.info(
                "{}: {} inbox messages stored but not acked; they come again",
                mapping.name(),
                leased.messages().size());
    }
}
