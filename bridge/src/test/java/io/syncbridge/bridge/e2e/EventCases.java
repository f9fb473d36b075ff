package io.syncbridge.bridge.e2e;

import static io.syncbridge.bridge.e2e.SentRequest.EVENT;
import static io.syncbridge.bridge.e2e.SentRequest.SUPABASE;
import static io.syncbridge.bridge.e2e.SentRequest.ZAPIER;
import static io.syncbridge.bridge.e2e.SentRequest.json;

import java.util.ArrayList;
import java.util.List;

/** Good JSON that is no event, or an event about something else. */
final class EventCases {
    private static final String GROUP = "events";
    private static final String KEY = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private static final String BARE = "{\"type\":\"INSERT\",\"schema\":\"public\",\"table\":\"agent_jobs\"";

    private EventCases() {}

    static List<InputCase> all() {
        List<InputCase> cases = new ArrayList<>();
        events(cases);
        zaps(cases);
        return cases;
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

    private static SentRequest field(String name, String body, String field) {
        return json(GROUP, name, SUPABASE, body, "\"field\":\"" + field, 400);
    }
}
