package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.fixtures.fuzz.Fuzz;
import io.syncbridge.mapping.Side;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a webhook's headers and body hold: a value comes out, and every hint can be stored. */
@Tag("fuzz")
class WebhookFuzzTest {
    private static final int USUAL = 2_000;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String ID = WebhookServer.RECORD_ID;
    private static final String FORM =
            "record_id=" + ID + "&new[data][f1]=%C3%A9&new__data__f3__value=v&old=&data__f2[]=x";
    private static final String CHANGESET = "[{\"record_id\":\"" + ID + "\",\"old\":null,\"new\":{\"id\":\"" + ID
            + "\",\"edited_at\":\"2026-01-02T03:04:05Z\",\"data__f2\":\"{}\",\"data\":{\"f1\":[1.5e3,\"\\u0041\",null,{}]}}},"
            + "\"{\\\"id\\\":\\\"" + ID + "\\\"}\"]";
    private static final String QUOTED =
            "\"{\\\"record_id\\\":\\\"" + ID + "\\\",\\\"new\\\":\\\"{\\\\\\\"data\\\\\\\":{}}\\\"}\"";

    /** Every wanted header on a line of its own. */
    private static final String SIGNED =
            "webhook-id: msg_1\nwebhook-timestamp: 1767323045\nwebhook-signature: v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @Test
    void aSupabaseBody() throws IOException {
        BodyParser all = new SupabaseWebhook(Mappings.ALL);
        BodyParser one = new SupabaseWebhook(List.of(Mappings.ZOO));
        new Fuzz("a Supabase webhook's body", USUAL, recorded()).feed(body -> {
            requireStorable(one.parse(body, false));
            return requireStorable(all.parse(body, false));
        });
    }

    @Test
    void aZapBody() {
        BodyParser jobs = new ZapierWebhook(Mappings.JOBS);
        BodyParser audit = new ZapierWebhook(Mappings.AUDIT);
        Fuzz.ofTexts("a Zap's JSON body", USUAL, CHANGESET, QUOTED, FORM, "{\"id\":\"" + ID + "\",\"data\":{\"f1\":1}}")
                .feed(body -> {
                    requireStorable(audit.parse(body, false));
                    return requireStorable(jobs.parse(body, false));
                });
    }

    @Test
    void aZapForm() {
        BodyParser jobs = new ZapierWebhook(Mappings.JOBS);
        Fuzz.ofTexts(
                        "a Zap's form",
                        USUAL,
                        FORM,
                        "Row+Key=7&status=queued",
                        "id=" + ID + "&edited_at=x&data={}",
                        CHANGESET)
                .feed(body -> requireStorable(jobs.parse(body, true)));
    }

    /** Whoever does not know the secret is never let in, whatever stands in his headers. */
    @Test
    void headersOfStrangers() {
        Gatekeeper gatekeeper = new Gatekeeper(
                WebhookSecurity.of(
                        Map.of(Side.ZAPIER, List.of(Secret.of("a-secret-that-no-mutation-makes-up-1c9e77b2"))), false),
                Side.ZAPIER);
        SourceRates rates =
                new SourceRates(new TrafficLimits(1_000_000, 10, Duration.ofSeconds(1), Set.of("10.0.0.1")), () -> NOW);
        Fuzz.ofTexts(
                        "headers of strangers",
                        USUAL,
                        SIGNED,
                        "authorization: Bearer x\nx-webhook-secret: y\nx-request-id: abc-1",
                        "content-type: application/json; charset=utf-8\ncontent-encoding: identity\nx-forwarded-for: 1.2.3.4, 10.0.0.1",
                        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .feed(input -> {
                    RequestHeaders headers = headers(new String(input, StandardCharsets.ISO_8859_1));
                    Admission admission = gatekeeper.admit(headers, NOW);
                    if (admission instanceof Admission.Admitted) {
                        throw new IllegalStateException("let in");
                    }
                    if (admission instanceof Admission.Signed signed
                            && gatekeeper.provenBy(signed.claim(), new byte[0])) {
                        throw new IllegalStateException("believed");
                    }
                    Origin origin = Origin.of(headers);
                    BodyFormat zapier = BodyFormat.of(headers, Side.ZAPIER);
                    BodyFormat supabase = BodyFormat.of(headers, Side.SUPABASE);
                    boolean counted = rates.permits(rates.source("10.0.0.1", headers));
                    return counted
                            && !origin.requestId().isEmpty()
                            && !(zapier instanceof BodyFormat.Unsupported)
                            && !(supabase instanceof BodyFormat.Form);
                });
    }

    private static RequestHeaders headers(String text) {
        List<String[]> lines = Stream.of(text.split("\n", -1))
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .toList();
        return name -> lines.stream()
                .filter(parts -> parts[0].strip().equalsIgnoreCase(name))
                .map(parts -> parts[1].strip())
                .toList();
    }

    private static boolean requireStorable(Parsed parsed) throws IOException {
        if (!(parsed instanceof Parsed.Hints found)) {
            return false;
        }
        for (Hint hint : found.hints()) {
            switch (hint) {
                case Hint.SupabaseRow row -> requireText(row.key(), Keys.MAX_LENGTH);
                case Hint.ZapierKey key -> requireText(key.key(), Keys.MAX_LENGTH);
                case Hint.ZapierRecord record -> {
                    if (record.payload().isPresent()) {
                        requireText(record.payload().get(), Integer.MAX_VALUE);
                        JsonNode tree = StrictJson.tree(record.payload().get());
                        if (!tree.path("id").asText().equals(record.recordId())) {
                            throw new IllegalStateException("the payload of another record");
                        }
                    }
                }
            }
        }
        return true;
    }

    private static void requireText(String text, int most) {
        if (!Keys.isText(text) || text.length() > most) {
            throw new IllegalStateException("PostgreSQL could not store this");
        }
    }

    private static List<byte[]> recorded() throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        for (String name : List.of(
                "agent-jobs-insert",
                "agent-jobs-update",
                "agent-jobs-delete",
                "agent-decisions-jsonb-and-text-awkward",
                "rate-limits-primary-key-changed",
                "type-zoo-values")) {
            try (InputStream in = WebhookFuzzTest.class.getResourceAsStream("/deliveries/supabase/" + name + ".json")) {
                bodies.add(Objects.requireNonNull(in).readAllBytes());
            }
        }
        byte[] event = WebhookServer.EVENT.getBytes(StandardCharsets.UTF_8);
        bodies.add(event);
        bodies.add(("[" + WebhookServer.EVENT + "," + WebhookServer.EVENT + "]").getBytes(StandardCharsets.UTF_8));
        return bodies;
    }
}
