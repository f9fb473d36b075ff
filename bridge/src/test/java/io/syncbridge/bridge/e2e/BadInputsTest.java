package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that must not be let in, and much that must, sent to one running bridge over real connections: each gets its
 * status, changes nothing or waits for a person by name, and afterwards the bridge works as before. Writes the table of
 * docs/bad-inputs.md into target.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadInputsTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int SLOW_CONNECTIONS = 200;
    private static final TestStack STACK = TestStack.start(setup());
    private static final Map<String, List<String>> HAPPENED = new LinkedHashMap<>();

    private static Setup setup() {
        Setup texts = Setup.usual().withJobField("text", "started_at").withJobField("text", "retry_count");
        return new Setup(
                texts.zapier(),
                texts.jobFields(),
                texts.shape(),
                false,
                true,
                Map.of(
                        "BRIDGE_HEAD_TIME", "1s",
                        "BRIDGE_BODY_TIME", "1s",
                        "BRIDGE_SWEEP_INTERVAL", "1h",
                        "ZAPIER_WEBHOOK_SECRET", TestStack.SECRET + "," + CallerCases.ZAPIER_ONLY));
    }

    @AfterAll
    static void writeTheTable() throws IOException {
        STACK.close();
        List<String> lines = new ArrayList<>();
        HAPPENED.forEach((group, rows) -> {
            lines.addAll(List.of(
                    "",
                    "## " + group.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + group.substring(1),
                    "",
                    "| input | what happens |",
                    "|---|---|"));
            lines.addAll(rows);
        });
        Files.write(Path.of("target", "bad-inputs.md"), lines);
    }

    static Stream<InputCase> cases() {
        return Stream.of(FramingCases.all(), CallerCases.all(), BodyCases.all(), EventCases.all(), CellCases.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Order(1)
    void isRefusedOrTakenAsItMustBe(InputCase input) {
        String happened = input.tryOn(STACK);
        HAPPENED.computeIfAbsent(input.group(), group -> new ArrayList<>())
                .add("| `" + CellCase.shown(input.name()).replace("`", "'") + "` | " + CellCase.shown(happened) + " |");
    }

    @Test
    @Order(2)
    void manySlowConnectionsKeepNobodyOutAndAreHungUpOn() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW_CONNECTIONS; i++) {
            Socket socket = new RawHttp(STACK.port()).open();
            socket.getOutputStream().write("POST /webhooks/supabase HT".getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }
        String head = SentRequest.head(SentRequest.SUPABASE);
        assertThat(new RawHttp(STACK.port())
                        .exchange(SentRequest.post(head, SentRequest.EVENT))
                        .status())
                .isEqualTo(202);
        for (Socket socket : slow) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            socket.close();
        }
    }

    @Test
    @Order(3)
    void afterAllThatTheBridgeWorksAsBeforeAndHasKeptNothingOpen() {
        STACK.awaitQuiet();
        var jobs = STACK.table("agent_jobs");
        String fromSupabase = STACK.supabase().insertJob("queued");
        Eventually.until(
                "a row arrives",
                SOON,
                () -> jobs.recordsWhere("id", fromSupabase).size() == 1);
        jobs.update(jobs.recordsWhere("id", fromSupabase).getFirst().id(), Map.of("status", "running"));
        Eventually.until(
                "an edit arrives",
                SOON,
                () -> STACK.supabase()
                        .value("agent_jobs", fromSupabase, "status")
                        .equals(java.util.Optional.of("running")));

        assertThat((Long) STACK.database()
                        .scalar("select count(*) from pg_stat_activity where application_name = 'sync-bridge'"
                                + " and datname = current_database()"))
                .as("connections of the two pools, the listener and the sweeps")
                .isLessThanOrEqualTo(12);
        assertThat((Long) STACK.database()
                        .scalar("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and state like 'idle in transaction%'"))
                .isZero();
    }
}
