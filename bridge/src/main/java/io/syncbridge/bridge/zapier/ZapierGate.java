package io.syncbridge.bridge.zapier;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every call has to pass, in this order: the circuit (open after five failures in a row, then one call at a time
 * until one succeeds), pauses, the budget. Decides whether a call is sent, never whether it is sent again.
 */
final class ZapierGate {
    private static final Logger LOG = LoggerFactory.getLogger(ZapierGate.class);
    private static final int FAILURES = 5;
    /** The shortest lease is 5 s, and a pass makes several calls under it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ZapierPauses pauses;
    private final Optional<CallBudget> budget;
    private final CircuitBreaker<Object> circuit;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * A gate.
     *
     * @param limit empty for no limit of ours
     * @param circuitWait how long the circuit stays open before one call tries
     */
    ZapierGate(InstantSource clock, Optional<RateLimit> limit, SharedLimits shared, Duration circuitWait) {
        this.pauses = new ZapierPauses(clock, shared);
        this.budget = limit.map(calls -> new CallBudget(calls, shared));
        this.circuit = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES)
                .withSuccessThreshold(1)
                .withDelay(circuitWait)
                .onOpen(event -> opened())
                .onClose(event -> closed())
                .build();
    }

    ZapierPauses pauses() {
        return pauses;
    }

    Duration throttled() {
        return budget.map(CallBudget::waited).orElse(Duration.ZERO);
    }

    /**
     * What became of a call.
     *
     * @param healthy whether the server is well, whatever it answered
     */
    record Sent<T>(Answer<T> answer, boolean healthy) {}

    /** Makes the call when nothing stands against it; may wait a moment for budget. */
    <T> Answer<T> pass(ZapierCall call, Supplier<Sent<T>> send) {
        if (circuit.isOpen() && circuit.getRemainingDelay().isPositive()) {
            return open();
        }
        Optional<Answer.Later<T>> paused = pauses.standing(call);
        if (paused.isPresent()) {
            return paused.get();
        }
        if (budget.isPresent()) {
            return within(budget.get(), call, send);
        }
        Optional<Answer<T>> notNow = enter(call);
        return notNow.orElseGet(() -> sent(send));
    }

    private <T> Answer<T> within(CallBudget calls, ZapierCall call, Supplier<Sent<T>> send) {
        SharedLimits.Grant grant = calls.acquire(call.background(), PATIENCE);
        if (!grant.given()) {
            return new Answer.Later<>(
                    grant.delay(), "the budget of Zapier calls is used up for the moment", Answer.Cause.THROTTLED);
        }
        boolean sent = false;
        try {
            Optional<Answer<T>> notNow = enter(call);
            sent = notNow.isEmpty();
            return notNow.orElseGet(() -> sent(send));
        } finally {
            calls.ended(grant, sent);
        }
    }

    /** Right before sending; empty when the call must then be sent. */
    private <T> Optional<Answer<T>> enter(ZapierCall call) {
        // Before the pauses' turn: whoever goes ahead there must really be sent.
        if (!circuit.tryAcquirePermit()) {
            return Optional.of(open());
        }
        Optional<Answer.Later<T>> late = pauses.enter(call);
        if (late.isPresent() && circuit.isHalfOpen()) {
            // The permit goes back with the only two words the circuit knows; whether Zapier is well is still unknown.
            circuit.recordFailure();
        }
        return late.map(later -> later);
    }

    private <T> Answer<T> sent(Supplier<Sent<T>> send) {
        boolean healthy = false;
        try {
            Sent<T> done = send.get();
            healthy = done.healthy();
            return done.answer();
        } finally {
            if (healthy) {
                circuit.recordSuccess();
            } else {
                circuit.recordFailure();
            }
        }
    }

    private <T> Answer.Later<T> open() {
        Duration left = circuit.getRemainingDelay();
        return new Answer.Later<>(
                left.isPositive() ? left : PATIENCE,
                "Zapier failed several times in a row and is left alone for a moment",
                Answer.Cause.CIRCUIT_OPEN);
    }

    private void opened() {
        if (told.compareAndSet(false, true)) {
            LOG.warn("Zapier failed {} times in a row; calls stop, and one tries again from time to time", FAILURES);
        }
    }

    private void closed() {
        if (told.compareAndSet(true, false)) {
            LOG.info("Zapier answers again");
        }
    }
}
