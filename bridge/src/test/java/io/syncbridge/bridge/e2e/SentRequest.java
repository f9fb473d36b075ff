package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.store.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A request, byte for byte, and the statuses it may get. Refused ones must be problems that say what is wrong, must show
 * nothing of the server, and must leave everything as it was; accepted ones must leave the users' tables as they were.
 *
 * @param says part of the answer
 */
record SentRequest(
        String group,
        String name,
        BiFunction<RawHttp, StackState, RawHttp.Reply> exchange,
        Set<Integer> statuses,
        String says)
        implements InputCase {

    static final String EVENT = "{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"agent_jobs\","
            + "\"record\":{\"id\":\"7d444840-9dc0-11d1-b245-5ffdce74fad2\"}}";
    static final String SUPABASE = "/webhooks/supabase";
    static final String ZAPIER = "/webhooks/zapier/agent_jobs";
    private static final String AUDIT = "supabase audit_log";
    private static final List<String> NEVER_SHOWN =
            List.of(TestStack.SECRET, "Exception", "\tat ", "Jetty", "jetty", "Javalin", "java.", "SQLState");

    /** The bytes as they are. */
    static SentRequest raw(String group, String name, byte[] bytes, String says, Integer... statuses) {
        return new SentRequest(group, name, (http, state) -> http.exchange(bytes), Set.of(statuses), says);
    }

    static SentRequest raw(String group, String name, String text, String says, Integer... statuses) {
        return raw(group, name, text.getBytes(StandardCharsets.ISO_8859_1), says, statuses);
    }

    /** JSON with the right secret. */
    static SentRequest json(String group, String name, String path, byte[] body, String says, Integer... statuses) {
        return raw(group, name, post(head(path), body), says, statuses);
    }

    static SentRequest json(String group, String name, String path, String body, String says, Integer... statuses) {
        return json(group, name, path, body.getBytes(StandardCharsets.UTF_8), says, statuses);
    }

    /** Request line and headers of a good webhook, up to its framing. */
    static String head(String path) {
        return anonymous(path) + "Content-Type: application/json\r\nX-Webhook-Secret: " + TestStack.SECRET + "\r\n";
    }

    static String anonymous(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: bridge\r\n";
    }

    static byte[] post(String head, byte[] body) {
        byte[] start = (head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    static byte[] post(String head, String body) {
        return post(head, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String tryOn(TestStack stack) {
        stack.awaitQuiet();
        StackState before = StackState.of(stack);
        List<DeadLetters.Parked> parked = stack.parked("agent_jobs");
        RawHttp.Reply reply = exchange.apply(new RawHttp(stack.port()), before);
        assertThat(statuses).as(reply.text()).contains(reply.status());
        assertThat(reply.text()).contains(says).doesNotContain(NEVER_SHOWN);
        if (reply.status() >= 400) {
            assertThat(reply.isProblem()).as(reply.text()).isTrue();
            assertThat(reply.text()).containsPattern("\"detail\":\"[^\"]{10,}");
        }
        if (reply.status() < 200 || reply.status() >= 300) {
            assertThat(StackState.of(stack)).isEqualTo(before);
            return reply.status() == 0 ? "hung up on" : reply.status() + ", nothing stored";
        }
        stack.awaitQuiet();
        Map<String, String> after = new HashMap<>(StackState.of(stack).users());
        List<DeadLetters.Parked> aside = new ArrayList<>(stack.parked("agent_jobs"));
        aside.removeIf(one -> parked.stream().anyMatch(other -> other.id() == one.id()));
        if (!aside.isEmpty()) {
            String reason = aside.getFirst().reason();
            assertThat(reason).startsWith("id ").doesNotContain("Exception", "\n");
            after.put(AUDIT, before.users().getOrDefault(AUDIT, ""));
            assertThat(after).isEqualTo(before.users());
            return reply.status() + ", set aside: " + reason;
        }
        assertThat(after).isEqualTo(before.users());
        return reply.status() + (reply.status() == 200 ? ", ignored" : ", looked up; nothing changes");
    }

    @Override
    public String toString() {
        return group + ": " + name;
    }
}
