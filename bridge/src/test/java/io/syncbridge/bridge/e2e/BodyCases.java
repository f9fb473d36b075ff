package io.syncbridge.bridge.e2e;

import static io.syncbridge.bridge.e2e.SentRequest.EVENT;
import static io.syncbridge.bridge.e2e.SentRequest.SUPABASE;
import static io.syncbridge.bridge.e2e.SentRequest.ZAPIER;
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

/** Bodies that are no JSON, no event, or an event about something else. */
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
        events(cases);
        zaps(cases);
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

    private static void events(List<InputCase> cases) {
        cases.add(json(
                GROUP,
                "a name twice (the last counts)",
                SUPABASE,
                "{\"type\":\"DROP\"," + EVENT.substring(1),
                "accepted",
                202));
        cases.add(field("no type", EVENT.replace("\"type\":\"INSERT\",", ""), "type"));
        cases.add(field("an unknown type", EVENT.replace("INSERT", "TRUNCATE"), "type"));
        cases.add(field("a type in other letters", EVENT.replace("INSERT", "insert"), "type"));
        cases.add(field("a type that is a list", EVENT.replace("\"INSERT\"", "[1]"), "type"));
        cases.add(field("no table", EVENT.replace("\"table\":\"agent_jobs\",", ""), "table"));
        cases.add(field("no schema", EVENT.replace("\"schema\":\"public\",", ""), "schema"));
        cases.add(field("no record", BARE + "}", "record"));
        cases.add(field(
                "a record that is null in an update",
                BARE.replace("INSERT", "UPDATE") + ",\"record\":null,\"old_record\":{\"id\":\"" + KEY + "\"}}",
                "record"));
        cases.add(field(
                "an old_record that is null in a delete",
                BARE.replace("INSERT", "DELETE") + ",\"old_record\":null}",
                "old_record"));
        cases.add(field("a record that is a text", BARE + ",\"record\":\"x\"}", "record"));
        cases.add(field("no id", BARE + ",\"record\":{}}", "record.id"));
        cases.add(field("an id that is null", BARE + ",\"record\":{\"id\":null}}", "record.id"));
        cases.add(field("an id that is an object", BARE + ",\"record\":{\"id\":{}}}", "record.id"));
        cases.add(field("an id that is true", BARE + ",\"record\":{\"id\":true}}", "record.id"));
        cases.add(field("\\u0000 in the id", BARE + ",\"record\":{\"id\":\"a\\u0000\"}}", "record.id"));
        cases.add(field("half a surrogate pair in the id", BARE + ",\"record\":{\"id\":\"\\ud800\"}}", "record.id"));
        cases.add(field(
                "an id of 2,001 characters", BARE + ",\"record\":{\"id\":\"" + "x".repeat(2001) + "\"}}", "record.id"));
        cases.add(field("one bad event among good ones", "[" + EVENT + ",{}," + EVENT + "]", "[1]"));
        for (String id : List.of(
                "\"not-a-uuid\"",
                "7",
                "1.5",
                "\"\"",
                "\"' or 1=1 --\"",
                "\"7d444840-9dc0-11d1-b245\"",
                "\"{" + KEY.toUpperCase(java.util.Locale.ROOT) + "}\"")) {
            cases.add(json(GROUP, "the id " + id, SUPABASE, BARE + ",\"record\":{\"id\":" + id + "}}", "", 202, 400));
        }
        cases.add(json(
                GROUP, "a table that is not mapped", SUPABASE, EVENT.replace("agent_jobs", "secrets"), "ignored", 200));
        cases.add(json(GROUP, "another schema", SUPABASE, EVENT.replace("public", "auth"), "ignored", 200));
        cases.add(json(
                GROUP,
                "unknown columns",
                SUPABASE,
                EVENT.replace("}}", ",\"new_column\":{\"a\":[]}}}"),
                "accepted",
                202));
        cases.add(json(
                GROUP,
                "\\u0000 and half a surrogate pair in other columns",
                SUPABASE,
                EVENT.replace("}}", ",\"error_message\":\"\\u0000\\ud800\",\"\\u0000\":1}}"),
                "accepted",
                202));
        cases.add(json(
                GROUP,
                "__proto__, @class and constructor",
                SUPABASE,
                EVENT.replace("}}", ",\"__proto__\":{\"a\":1},\"@class\":\"java.net.URL\",\"constructor\":0}}"),
                "accepted",
                202));
        cases.add(json(GROUP, "a row that is not there", SUPABASE, EVENT, "accepted", 202));
    }

    private static void zaps(List<InputCase> cases) {
        cases.add(json(GROUP, "Zap: an empty body (its editor's test)", ZAPIER, "", "ignored", 200));
        for (String body : List.of(
                "{}",
                "[]",
                "7",
                "null",
                "{\"record_id\":null}",
                "{\"record_id\":\"short\"}",
                "{\"record_id\":{\"a\":1}}",
                "{\"record_id\":\"01hzzzzzzzzzzzzzzzzzzzzzz1\"}",
                "{\"new\":{\"data\":{}}}",
                "{\"id\":\"\\u0000\"}",
                "[{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\"},{}]")) {
            cases.add(json(GROUP, "Zap: " + body, ZAPIER, body, "\"field\":", 400));
        }
        cases.add(json(
                GROUP,
                "Zap: a record that does not exist",
                ZAPIER,
                "{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\"}",
                "accepted",
                202));
        cases.add(json(
                GROUP,
                "Zap: a payload that says a record was deleted, which does not exist",
                ZAPIER,
                "{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"new\":null,\"old\":{\"id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\"}}",
                "accepted",
                202));
        cases.add(json(
                GROUP,
                "Zap: a payload with values no record holds",
                ZAPIER,
                "{\"new\":{\"id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"edited_at\":\"2099-01-01T00:00:00Z\",\"data\":{\"f1\":\"made up\"}}}",
                "accepted",
                202));
        cases.add(json(
                GROUP,
                "Zap: an address without a mapping",
                "/webhooks/zapier/elsewhere",
                "{\"record_id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\"}",
                "ignored",
                200));
    }

    private static SentRequest bad(String name, byte[] body, String says) {
        return json(GROUP, name, SUPABASE, body, says, 400);
    }

    private static SentRequest field(String name, String body, String field) {
        return json(GROUP, name, SUPABASE, body, "\"field\":\"" + field, 400);
    }
}
