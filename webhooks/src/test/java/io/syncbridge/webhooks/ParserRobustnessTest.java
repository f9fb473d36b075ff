package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, a parser answers with a value: an exception would become a 500 for bad input. */
class ParserRobustnessTest {
    private static final int ROUNDS = 20_000;
    private static final String FORM =
            "record_id=01HZZZZZZZZZZZZZZZZZZZZZZ1&new[data][f1]=%C3%A9&new__data__f3__value=v&old=&data__f2[]=x&id=7";
    private static final String CHANGESET =
            "[{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"old\":null,\"new\":{\"id\":7,"
                    + "\"edited_at\":\"x\",\"data__f2\":\"{}\",\"data\":{\"f1\":[1.5e3,\"\\u0041\",null,{}]}}},\"{\\\"id\\\":1}\"]";

    @Test
    void everyDamagedBodyIsAnsweredWithAValue() throws IOException {
        List<byte[]> bodies = List.of(
                recorded("agent-jobs-update.json"),
                recorded("agent-decisions-jsonb-and-text-awkward.json"),
                FORM.getBytes(StandardCharsets.UTF_8),
                CHANGESET.getBytes(StandardCharsets.UTF_8));
        List<BodyParser> parsers = List.of(
                new SupabaseWebhook(Mappings.ALL), new ZapierWebhook(Mappings.JOBS), new ZapierWebhook(Mappings.AUDIT));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = damaged(bodies.get(random.nextInt(bodies.size())), random);
            BodyParser parser = parsers.get(random.nextInt(parsers.size()));
            boolean isForm = random.nextBoolean();
            assertThatCode(() -> parser.parse(body, isForm))
                    .as("seed %d, round %d", seed, round)
                    .doesNotThrowAnyException();
        }
    }

    /** Cut, with a few bytes changed, most of them into characters that mean something. */
    private static byte[] damaged(byte[] body, Random random) {
        String telling = "{}[]\",:\\&=%_+0e.-tn\0 \n";
        byte[] copy = body.clone();
        for (int i = random.nextInt(6); i > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte)
                    (random.nextInt(4) == 0 ? random.nextInt(256) : telling.charAt(random.nextInt(telling.length())));
        }
        return random.nextBoolean() ? copy : Arrays.copyOf(copy, random.nextInt(copy.length));
    }

    private static byte[] recorded(String name) throws IOException {
        try (InputStream in = ParserRobustnessTest.class.getResourceAsStream("/deliveries/supabase/" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
