package io.syncbridge.bridge.inbox;

import io.syncbridge.bridge.inbox.InboxClient.Inbox;
import io.syncbridge.bridge.inbox.LeasedMessages.Standing;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.bridge.zapier.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one table's inbox made and empty: ensures it once the mapping is linked, then drains it at every news, at every (re)connection of the stream
 * and at an interval. An inbox that needs a person is told of once and looked at again slowly.
 */
final class InboxWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InboxWorker.class);
    private static final Duration SET_UP = Duration.ofSeconds(1);
    private static final Duration SLOW = Duration.ofMinutes(5);
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 7;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final TableSync table;
    private final InboxClient client;
    private final InboxDrain drain;
    private final Duration poll;
    private final Semaphore news = new Semaphore(0);
    private final Thread loop;
    private Optional<InboxStream> stream = Optional.empty();
    private Optional<Inbox> inbox = Optional.empty();
    private int failures;
    private volatile InboxState state = new InboxState.Starting();
    private volatile boolean running = true;

    InboxWorker(TableSync table, InboxClient client, InboxDrain drain, Duration poll) {
        this.table = table;
        this.client = client;
        this.drain = drain;
        this.poll = poll;
        this.loop = Thread.ofVirtual().name("inbox-" + name()).unstarted(this::run);
    }

    void start() {
        loop.start();
    }

    String name() {
        return table.mapping().name();
    }

    InboxState state() {
        return state;
    }

    InboxDrain drain() {
        return drain;
    }

    private void run() {
        try {
            while (running) {
                Duration wait = look();
                if (!(state instanceof InboxState.Active)) {
                    // News must not cut short what Zapier asked us to wait.
                    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
                } else if (news.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("{}: inbox worker stopped", name());
        } finally {
            stream.ifPresent(InboxStream::close);
        }
    }

    /** One look; answers how long to wait for news. */
    private Duration look() throws InterruptedException {
        try {
            return inbox.isEmpty()
                    ? ensure()
                    : after(inbox.get(), drain.run(inbox.get().id()));
        } catch (RuntimeException fault) {
            LOG.error("{}: inbox", name(), fault);
            return SET_UP;
        }
    }

    private Duration ensure() {
        Optional<Link> link = table.link();
        return link.isPresent() ? ensure(link.get().zapierTableId()) : waiting(SET_UP, "the mapping is paused");
    }

    private Duration ensure(String tableId) {
        return switch (client.ensure("bridge-" + name(), tableId)) {
            case Answer.Given<Inbox> given -> begin(given.value());
            case Answer.Later<Inbox> later -> waiting(later.delay(), later.reason());
            case Answer.Unknown<Inbox> unknown -> waiting(SET_UP, unknown.reason());
            case Answer.Refused<Inbox> refused ->
                refused.status() == 409
                        ? stopped(
                                "inbox bridge-" + name() + " exists with another subscription",
                                "delete it at Zapier, or set ZAPIER_INBOX_APP_KEY, ZAPIER_INBOX_ACTION_KEY and"
                                        + " ZAPIER_INBOX_INPUTS to what it was made with")
                        : stopped(
                                refused.reason(),
                                "check ZAPIER_INBOX_ACTION_KEY and ZAPIER_INBOX_INPUTS (docs/trigger-inbox.md)");
        };
    }

    private Duration begin(Inbox made) {
        return switch (made.standing().status()) {
            case "initializing" -> {
                state = new InboxState.Initializing();
                yield SET_UP;
            }
            case "active" -> {
                inbox = Optional.of(made);
                stream = Optional.of(new InboxStream(client, made.id(), news::release));
                yield Duration.ZERO;
            }
            case "paused" -> {
                inbox = Optional.of(made); // what came before the pause can still be leased
                yield Duration.ZERO;
            }
            default -> unusable(made.standing());
        };
    }

    private Duration after(Inbox drained, Answer<Standing> answer) {
        return switch (answer) {
            case Answer.Given<Standing> given ->
                given.value().status().equals("active") ? active() : unusable(given.value());
            case Answer.Later<Standing> later -> waiting(later.delay(), later.reason());
            case Answer.Unknown<Standing> unknown -> waiting(SET_UP, unknown.reason());
            case Answer.Refused<Standing> refused -> {
                forget();
                // 409: paused and empty. Otherwise somebody deleted it, or paused it just now: ensuring it tells which.
                yield refused.status() == 409 && drained.standing().status().equals("paused")
                        ? unusable(drained.standing())
                        : waiting(SET_UP, refused.reason());
            }
        };
    }

    private Duration active() {
        boolean streaming = stream.filter(InboxStream::isOpen).isPresent();
        state = new InboxState.Active(streaming);
        failures = 0;
        return streaming && poll.compareTo(SLOW) < 0 ? SLOW : poll;
    }

    private Duration waiting(Duration least, String reason) {
        if (!(state instanceof InboxState.Stopped)) {
            state = new InboxState.Waiting(reason);
        }
        LOG.debug("{}: inbox later: {}", name(), reason);
        Duration backoff = FIRST.multipliedBy(1L << failures);
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        return least.compareTo(backoff) > 0 ? least : backoff;
    }

    private Duration unusable(Standing standing) {
        forget();
        String why = standing.pausedReason().isEmpty() ? standing.status() : "paused: " + standing.pausedReason();
        String advice = switch (standing.pausedReason()) {
            case "abandoned", "user" -> "resume it (npx zapier-sdk, or POST .../inboxes/{id}/resume)";
            case "authentication", "authentication_access_revoked" ->
                "renew ZAPIER_CREDENTIALS_CLIENT_ID and _SECRET, then resume it";
            default -> "look at it at Zapier; resume it, or delete it and the bridge makes a new one";
        };
        return stopped("inbox bridge-" + name() + " delivers nothing (" + why + ")", advice);
    }

    private Duration stopped(String reason, String advice) {
        InboxState.Stopped now = new InboxState.Stopped(reason, advice);
        if (!now.equals(state)) {
            LOG.warn("{}: {}; {}. Until then changes are found by webhook or sweep only", name(), reason, advice);
        }
        state = now;
        return SLOW;
    }

    private void forget() {
        inbox = Optional.empty();
        stream.ifPresent(InboxStream::close);
        stream = Optional.empty();
    }

    @Override
    public void close() {
        running = false;
        loop.interrupt();
        try {
            if (!loop.join(GRACE)) {
                LOG.warn("{}: inbox worker still at work; its lease will end", name());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
