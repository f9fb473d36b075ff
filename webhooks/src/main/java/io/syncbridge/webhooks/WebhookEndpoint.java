package io.syncbridge.webhooks;

import io.syncbridge.mapping.Side;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a request on one side's endpoints:
 *
 * <ol>
 *   <li>who calls, by headers alone; refused before a byte of the body is read
 *   <li>what the body is written in, then its bytes, up to the limit
 *   <li>the signature over these bytes, where one is claimed
 *   <li>whether this very delivery is stored already
 *   <li>which records it points at
 *   <li>storing that; only then is it accepted
 * </ol>
 */
final class WebhookEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookEndpoint.class);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(10);

    private final Side side;
    private final Gatekeeper gatekeeper;
    private final WebhookLimits limits;
    private final Intake intake;
    private final InstantSource clock;
    private final ReplayGuard replays;

    WebhookEndpoint(Side side, WebhookSecurity security, WebhookLimits limits, Intake intake, InstantSource clock) {
        this.side = side;
        this.gatekeeper = new Gatekeeper(security, side);
        this.limits = limits;
        this.intake = intake;
        this.clock = clock;
        this.replays = new ReplayGuard(clock);
    }

    /** Answers one request; the outcome is not yet written. */
    Outcome receive(HttpServletRequest request, Origin origin, BodyParser parser) {
        RequestHeaders headers = RequestHeaders.of(request);
        return switch (gatekeeper.admit(headers, clock.instant())) {
            case Admission.Unknown unknown -> Outcome.of(Problem.unauthorized());
            case Admission.Malformed malformed -> Outcome.of(Problem.badRequest(List.of(malformed.error())));
            case Admission.Admitted admitted -> read(request, headers, delivery -> store(delivery, origin, parser));
            case Admission.Signed signed ->
                read(
                        request,
                        headers,
                        delivery -> verify(signed.claim(), request.getRequestURI(), delivery, origin, parser));
        };
    }

    private Outcome read(HttpServletRequest request, RequestHeaders headers, Function<Delivery, Outcome> next) {
        return switch (BodyFormat.of(headers, side)) {
            case BodyFormat.Unsupported unsupported -> Outcome.of(Problem.unsupportedMediaType(unsupported.reason()));
            case BodyFormat.Json json -> read(request, false, next);
            case BodyFormat.Form form -> read(request, true, next);
        };
    }

    private Outcome read(HttpServletRequest request, boolean isForm, Function<Delivery, Outcome> next) {
        return switch (RequestBody.read(request, limits.bodyBytes(side), limits.bodyTime(), clock)) {
            case RequestBody.Complete complete -> next.apply(new Delivery(complete, isForm));
            case RequestBody.Refused refused -> Outcome.of(refused.answer());
        };
    }

    private Outcome verify(
            Admission.SignatureClaim claim, String path, Delivery delivery, Origin origin, BodyParser parser) {
        if (!gatekeeper.provenBy(claim, delivery.body().bytes())) {
            return Outcome.of(Problem.unauthorized());
        }
        if (replays.isRepeated(path, claim.id())) {
            return Outcome.of(Answer.accepted());
        }
        Outcome outcome = store(delivery, origin, parser);
        if (outcome.answer().status() == Answer.ACCEPTED) {
            replays.remember(path, claim.id());
        }
        return outcome;
    }

    private Outcome store(Delivery delivery, Origin origin, BodyParser parser) {
        return switch (parser.parse(delivery.body().bytes(), delivery.isForm())) {
            case Parsed.Ignored ignored -> Outcome.of(Answer.ignored(ignored.reason()));
            case Parsed.Malformed malformed -> Outcome.of(Problem.badRequest(malformed.errors()));
            case Parsed.Hints found ->
                switch (receipt(found.hints(), origin)) {
                    case Receipt.Stored stored -> Outcome.of(Answer.accepted(), found.hints());
                    case Receipt.Busy busy -> Outcome.of(Problem.busy(busy.retryAfter()), found.hints());
                    case Receipt.Unavailable unavailable ->
                        Outcome.of(Problem.unavailable(unavailable.retryAfter()), found.hints());
                };
        };
    }

    /** A fault of ours must reach the sender as "come again", never as an accepted or a malformed request. */
    private Receipt receipt(List<Hint> hints, Origin origin) {
        try {
            return intake.accept(hints, origin);
        } catch (RuntimeException e) {
            LOG.error("a webhook of {} with {} hints was not stored", side, hints.size(), e);
            return new Receipt.Unavailable(AFTER_A_FAULT);
        }
    }

    /** A body and how its headers call it. */
    private record Delivery(RequestBody.Complete body, boolean isForm) {}
}
