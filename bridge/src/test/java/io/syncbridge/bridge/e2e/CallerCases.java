package io.syncbridge.bridge.e2e;

import static io.syncbridge.bridge.e2e.SentRequest.EVENT;
import static io.syncbridge.bridge.e2e.SentRequest.SUPABASE;
import static io.syncbridge.bridge.e2e.SentRequest.post;
import static io.syncbridge.bridge.e2e.SentRequest.raw;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Callers who are not who they say, and signatures that prove nothing. */
final class CallerCases {
    /** Valid at Zapier's addresses only, beside the usual secret. */
    static final String ZAPIER_ONLY = "the-other-secret-that-only-zaps-know";

    private static final String GROUP = "callers";
    private static final String SECRET = TestStack.SECRET;
    private static final String REFUSED = "a valid secret in";

    private CallerCases() {}

    static List<InputCase> all() {
        long now = Instant.now().getEpochSecond();
        String good = sign("a1", now, EVENT);
        return List.of(
                refused("no secret", ""),
                refused("an empty secret", "X-Webhook-Secret: \r\n"),
                refused("a wrong secret", "X-Webhook-Secret: guessed\r\n"),
                refused("the secret without its last letter", header(SECRET.substring(0, SECRET.length() - 1))),
                refused("the secret in other letters", header(SECRET.toUpperCase(java.util.Locale.ROOT))),
                refused("the secret twice", header(SECRET) + header(SECRET)),
                refused("a secret of 10,000 characters", header("x".repeat(10_000))),
                refused("the secret of the other side", header(ZAPIER_ONLY)),
                refused("the secret as Basic", "Authorization: Basic " + SECRET + "\r\n"),
                raw(
                        GROUP,
                        "the secret in the address",
                        post(typed(SUPABASE + "?secret=" + SECRET), EVENT),
                        REFUSED,
                        401),
                raw(
                        GROUP,
                        "an old secret while it is valid",
                        post(
                                typed(SentRequest.ZAPIER) + header(ZAPIER_ONLY),
                                "{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ9\"}"),
                        "accepted",
                        202),
                raw(
                        GROUP,
                        "the secret as Bearer",
                        post(typed(SUPABASE) + "Authorization: Bearer " + SECRET + "\r\n", EVENT),
                        "accepted",
                        202),
                refused("a wrong signature beside the right secret", header(SECRET) + signed("a2", now, good)),
                refused("the signature of another body", signed("a3", now, sign("a3", now, "{}"))),
                refused(
                        "the signature of the body written otherwise",
                        signed("a4", now, sign("a4", now, EVENT.replace(",", ", ")))),
                refused("a signature from 6 minutes ago", signed("a5", now - 360, sign("a5", now - 360, EVENT))),
                refused("a signature from in 6 minutes", signed("a6", now + 360, sign("a6", now + 360, EVENT))),
                refused("a signature of an unknown version", signed("a7", now, good.replace("v1,", "v9,"))),
                malformed(
                        "a time of signature that is no number",
                        "webhook-id: a\r\nwebhook-timestamp: soon\r\nwebhook-signature: " + good + "\r\n",
                        "webhook-timestamp"),
                malformed("an id of signature with a dot", signed("a.b", now, good), "webhook-id"),
                malformed("a signature that is no base64", signed("a8", now, "v1,%%%"), "webhook-signature"),
                malformed(
                        "a signature without an id",
                        "webhook-timestamp: " + now + "\r\nwebhook-signature: " + good + "\r\n",
                        "webhook-id"),
                raw(
                        GROUP,
                        "twenty signatures, the last one right",
                        post(
                                typed(SUPABASE)
                                        + signed(
                                                "a9",
                                                now,
                                                (sign("x", now, "") + " ").repeat(19) + sign("a9", now, EVENT)),
                                EVENT),
                        "accepted",
                        202),
                twice("one delivery sent twice", post(typed(SUPABASE) + signed("a1", now, good), EVENT)));
    }

    private static SentRequest refused(String name, String headers) {
        return raw(GROUP, name, post(typed(SUPABASE) + headers, EVENT), REFUSED, 401);
    }

    private static SentRequest malformed(String name, String headers, String says) {
        return raw(GROUP, name, post(typed(SUPABASE) + headers, EVENT), says, 400);
    }

    private static SentRequest twice(String name, byte[] request) {
        return new SentRequest(
                GROUP,
                name,
                (http, state) -> {
                    RawHttp.Reply unused = http.exchange(request);
                    return http.exchange(request);
                },
                Set.of(202),
                "accepted");
    }

    private static String typed(String path) {
        return SentRequest.anonymous(path) + "Content-Type: application/json\r\n";
    }

    private static String header(String secret) {
        return "X-Webhook-Secret: " + secret + "\r\n";
    }

    private static String signed(String id, long at, String signatures) {
        return "webhook-id: " + id + "\r\nwebhook-timestamp: " + at + "\r\nwebhook-signature: " + signatures + "\r\n";
    }

    private static String sign(String id, long at, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] sum = mac.doFinal((id + "." + at + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(sum);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
