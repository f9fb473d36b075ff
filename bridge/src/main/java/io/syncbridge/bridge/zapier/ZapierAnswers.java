package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.syncbridge.codec.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * What a status, its headers and its body mean, and which pause follows from them; docs/zapier-api.md has the table. A
 * write counts as not done only where the server said so before it can have done anything.
 */
record ZapierAnswers(ZapierPauses pauses, InstantSource clock) {
    static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final long MOST_OF_A_REFUSAL = 64L * 1024;

    Answer<JsonNode> of(Response response, ZapierCall call) throws IOException {
        int status = response.code();
        if (status == 429) {
            return throttled(response, call);
        }
        if (status >= 500 || status == 408) {
            // What follows such a status may be long, late or lost, and says no more.
            return unanswered("Zapier answered " + status, RetryHints.wait(response.headers(), clock.instant()), call);
        }
        if (status == 421 || status == 425) {
            return new Answer.Later<>(
                    RetryHints.wait(response.headers(), clock.instant()), "Zapier answered " + status);
        }
        if (status >= 300 && status < 400) {
            return new Answer.Later<>(
                    ASK_AGAIN, "Zapier answered " + status + ": redirects are not followed, check ZAPIER_BASE_URL");
        }
        if (status >= 400) {
            return turnedDown(response, call);
        }
        Optional<JsonNode> body = body(response);
        pauses.worked(call);
        RetryHints.exhausted(response.headers(), clock.instant())
                .ifPresent(wait -> pauses.throttled(call.table(), wait, "Zapier says that no calls are left"));
        if (body.isEmpty() && !response.request().method().equals("DELETE")) {
            return unanswered("Zapier's answer was not JSON", ASK_AGAIN, call);
        }
        JsonNode tree = body.orElse(MissingNode.getInstance());
        Optional<String> failed = WireShapes.metaErrors(tree);
        return failed.isPresent()
                ? new Answer.Refused<>(status, "Zapier refused the call: " + failed.get())
                : new Answer.Given<>(tree);
    }

    /** A call whose answer did not come. */
    static Answer<JsonNode> unanswered(String reason, Duration wait, ZapierCall call) {
        return call.writes() ? new Answer.Unknown<>(reason) : new Answer.Later<>(wait, reason);
    }

    private Answer<JsonNode> turnedDown(Response response, ZapierCall call) {
        int status = response.code();
        JsonNode tree = JsonText.parse(refusal(response)).orElse(MissingNode.getInstance());
        String reason = ("Zapier answered " + status + " " + WireShapes.reason(tree)).strip();
        if (status == 401 || (status == 400 && WireShapes.code(tree).equals("unauthenticated"))) {
            String told = "Zapier refused the credentials (" + status + "); check ZAPIER_CREDENTIALS";
            return new Answer.Later<>(pauses.loginRefused(told), told, Answer.Cause.CREDENTIALS);
        }
        if (status == 403 || status == 402) {
            String policy = response.header("x-zapier-error-type");
            String told = policy == null ? reason : reason + " (" + policy + ")";
            return new Answer.Later<>(pauses.refused(call, Answer.Cause.DENIED, told), told, Answer.Cause.DENIED);
        }
        if (status != 404) {
            pauses.worked(call); // what a 404 is about is still to be found out
        }
        return new Answer.Refused<>(status, reason);
    }

    /** The limit is the table's when the answer names the table; otherwise it is taken for the account's. */
    private Answer<JsonNode> throttled(Response response, ZapierCall call) {
        Duration wait = RetryHints.wait(response.headers(), clock.instant());
        String said = response.headers() + refusal(response);
        Optional<String> table = call.table().filter(said::contains);
        pauses.throttled(table, wait, "Zapier answered 429");
        return new Answer.Later<>(wait, "Zapier answered 429", Answer.Cause.THROTTLED);
    }

    /** The start of what explains a refusal, as far as it comes within a second: the status says what matters. */
    private static String refusal(Response response) {
        BufferedSource source = response.body().source();
        source.timeout().deadline(1, TimeUnit.SECONDS);
        try {
            source.request(MOST_OF_A_REFUSAL);
            return source.getBuffer().snapshot().utf8();
        } catch (IOException lost) {
            return source.getBuffer().snapshot().utf8();
        }
    }

    private static Optional<JsonNode> body(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(MOST_BYTES + 1)) {
            throw new IOException("answer larger than " + MOST_BYTES + " bytes");
        }
        return JsonText.parse(source.getBuffer().readUtf8());
    }
}
