package io.syncbridge.bridge.e2e;

import static io.syncbridge.bridge.e2e.SentRequest.EVENT;
import static io.syncbridge.bridge.e2e.SentRequest.SUPABASE;
import static io.syncbridge.bridge.e2e.SentRequest.anonymous;
import static io.syncbridge.bridge.e2e.SentRequest.json;
import static io.syncbridge.bridge.e2e.SentRequest.post;
import static io.syncbridge.bridge.e2e.SentRequest.raw;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies that are no JSON or no event. */
final class BodyCases {
    private static final String GROUP = "bodies";
    private static final String KEY = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private static final String BARE = "{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"agent_jobs\"";

    private BodyCases() {}

    static List<InputCase> all() {
        List<InputCase> cases = new ArrayList<>();
        types(cases);
        encodings(cases);
        syntax(cases);
        sizes(cases);
        return cases;
    }

    private static void types(List<InputCase> cases) {
        for (String type : List.of(
                "text/plain",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/json; charset=latin1")) {
            cases.add(raw(GROUP, type, post(typed("Content-Type: " + type), EVENT), "must be", 415));
        }
        cases.add(raw(
                GROUP,
                "two content types",
                post(typed("Content-Type: a/b\r\nContent-Type: application/json"), EVENT),
                "one Content-Type",
                415));
        cases.add(raw(
                GROUP,
                "a gzip body",
                post(typed("Content-Encoding: gzip"), new byte[] {0x1f, (byte) 0x8b, 8}),
                "compressed",
                415));
        cases.add(raw(GROUP, "no content type (read as JSON)", post(typed("X-A: b"), EVENT), "accepted", 202));
        cases.add(raw(
                GROUP,
                "application/json; charset=UTF-8",
                post(typed("Content-Type: application/json; charset=UTF-8"), EVENT),
                "accepted",
                202));
    }

    private static String typed(String header) {
        return anonymous(SUPABASE) + "X-Webhook-Secret: " + TestStack.SECRET + "\r\n" + header + "\r\n";
    }

    private static void encodings(List<InputCase> cases) {
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32")) {
            cases.add(bad(name + " without saying so", EVENT.getBytes(Charset.forName(name)), "body"));
        }
        byte[] marked = ("\uFEFF" + EVENT).getBytes(StandardCharsets.UTF_8);
        cases.add(json(GROUP, "a byte order mark", SUPABASE, marked, "accepted", 202));
        Map.of(
                        "overlong UTF-8",
                        "\u00c0\u00af",
                        "an encoded half of a surrogate pair",
                        "\u00ed\u00a0\u0080",
                        "a broken UTF-8 sequence",
                        "\u00c3",
                        "a byte that UTF-8 never has",
                        "\u00ff")
                .forEach((name, bytes) -> cases.add(
                        bad(name, EVENT.replace("agent_jobs", bytes).getBytes(StandardCharsets.ISO_8859_1), "UTF-8")));
    }

    private static void syntax(List<InputCase> cases) {
        Map<String, String> broken = new java.util.TreeMap<>(Map.of(
                "empty",
                "",
                "blanks",
                "  \r\n",
                "cut off",
                EVENT.substring(0, 40),
                "something behind it",
                EVENT + " x",
                "two values",
                EVENT + EVENT,
                "a comment",
                "/* c */" + EVENT,
                "a trailing comma",
                EVENT.replace("}}", "},}"),
                "single quotes",
                EVENT.replace('"', '\''),
                "NaN",
                BARE + ",\"record\":{\"id\":NaN}}",
                "Infinity",
                BARE + ",\"record\":{\"id\":-Infinity}}"));
        broken.putAll(Map.of(
                "a raw NUL",
                BARE + ",\"x\":\"\0\"}",
                "a raw line break in a text",
                BARE + ",\"x\":\"\n\"}",
                "a number with a leading zero",
                BARE + ",\"x\":01}",
                "names without quotes",
                "{type:1}",
                "an unknown escape",
                BARE + ",\"x\":\"\\x\"}"));
        broken.forEach((name, body) -> cases.add(bad(name, body.getBytes(StandardCharsets.UTF_8), "body")));
        for (int depth : List.of(69, 1000, 100_000)) {
            cases.add(bad(
                    "nesting of " + depth,
                    (BARE + ",\"record\":{\"id\":\"" + KEY + "\",\"parameters\":" + "[".repeat(depth))
                            .getBytes(StandardCharsets.UTF_8),
                    "limits"));
        }
        cases.add(json(
                GROUP,
                "64 levels in a column",
                SUPABASE,
                BARE + ",\"record\":{\"id\":\"" + KEY + "\",\"parameters\":" + "[".repeat(64) + "]".repeat(64) + "}}",
                "accepted",
                202));
        for (String top : List.of("7", "\"text\"", "null", "true", "[]", "[1]", "{}")) {
            cases.add(bad("at the top " + top, top.getBytes(StandardCharsets.UTF_8), "\"field\":"));
        }
    }

    private static void sizes(List<InputCase> cases) {
        String keys =
                IntStream.range(0, 100_000).mapToObj(i -> ",\"k" + i + "\":1").collect(Collectors.joining());
        cases.add(json(
                GROUP,
                "100,000 keys around an event",
                SUPABASE,
                BARE + ",\"record\":{\"id\":\"" + KEY + "\"}" + keys + "}",
                "accepted",
                202));
        cases.add(json(
                GROUP,
                "a name of 1 MB",
                SUPABASE,
                EVENT.replaceFirst("\\{", "{\"" + "k".repeat(1 << 20) + "\":1,"),
                "",
                202,
                400));
        cases.add(bad(
                "10,001 events in an array",
                ("[" + (EVENT + ",").repeat(10_000) + EVENT + "]").getBytes(StandardCharsets.UTF_8),
                "more than 1000"));
        cases.add(json(
                GROUP,
                "a number of 200,000 digits",
                SUPABASE,
                BARE + ",\"x\":" + "9".repeat(200_000) + ",\"record\":{\"id\":\"" + KEY + "\"}}",
                "",
                202,
                400));
        cases.add(json(
                GROUP,
                "1e999999999 as a value",
                SUPABASE,
                BARE + ",\"record\":{\"id\":\"" + KEY + "\",\"x\":1e999999999}}",
                "accepted",
                202));
    }

    private static SentRequest bad(String name, byte[] body, String says) {
        return json(GROUP, name, SUPABASE, body, says, 400);
    }
}
