package io.syncbridge.bridge.e2e;

import static io.syncbridge.bridge.e2e.CellCase.refused;
import static io.syncbridge.bridge.e2e.CellCase.taken;

import java.util.ArrayList;
import java.util.List;

/** Values of every kind that a person or a careless program may write into a Zapier cell. */
final class CellCases {
    private static final String JOBS = "agent_jobs";
    private static final String DECISIONS = "agent_decisions";
    private static final String RULE = "values with a rule";

    private CellCases() {}

    static List<InputCase> all() {
        List<InputCase> cases = new ArrayList<>();
        for (String time : List.of(
                "yesterday",
                "now",
                "today",
                "tomorrow",
                "epoch",
                "infinity",
                "-infinity",
                "01/02/2026",
                "2026-02-30T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-01-02T25:00:00Z",
                "0000-01-01T00:00:00Z",
                "+010000-01-01T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "294277-01-01T00:00:00Z",
                "2026-01-02T10:00:00+17:00",
                "Fri, 02 Jan 2026 10:00:00 GMT",
                "1767348000",
                "1767348000000",
                "2026-01-02")) {
            cases.add(refused(JOBS, "started_at", time));
        }
        for (String number : List.of(
                "9223372036854775808",
                "2147483648",
                "-2147483649",
                "1.5",
                "1e400",
                "NaN",
                "Infinity",
                "ten",
                "1,000",
                "0x10")) {
            cases.add(refused(JOBS, "retry_count", number));
        }
        for (String json : List.of(
                "{\"a\":",
                "{\"a\":1} x",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":\"\\ud800\"}",
                "[".repeat(1000) + "]".repeat(1000),
                "1e999999")) {
            cases.add(refused(JOBS, "parameters", json));
        }
        cases.add(refused(JOBS, "status", "paused"));
        cases.add(refused(JOBS, "status", "Queued"));
        cases.add(refused(JOBS, "initiated_by", "x".repeat(101)));
        cases.add(refused(JOBS, "error_message", "a\0b"));
        cases.add(refused(DECISIONS, "confidence", 1.5));
        cases.add(refused(DECISIONS, "confidence", -0.1));
        cases.add(refused(DECISIONS, "agent_name", ""));
        cases.addAll(arriving());
        cases.addAll(ruled());
        return cases;
    }

    private static List<InputCase> arriving() {
        return List.of(
                taken(JOBS, "retry_count", "1.0", "1"),
                taken(JOBS, "retry_count", "1e2", "100"),
                taken(JOBS, "initiated_by", "x".repeat(100), "x".repeat(100)),
                text("\uD83D\uDE80 emoji"),
                text("\u0645\u0631\u062D\u0628\u0627 right to left"),
                text("e\u0301 combining"),
                text("two\r\nlines"),
                text("  blanks in front"),
                text("<script>alert(1)</script>"),
                text("'; drop table agent_jobs; --"),
                text("%s %n ${jndi:ldap://x} {{7*7}}"),
                text("=1+1"),
                text("null"),
                text("\u202Ereversed"),
                taken(JOBS, "parameters", "{\"n\":9007199254740993}", "{\"n\": 9007199254740993}"),
                taken(
                        JOBS,
                        "parameters",
                        "{\"__proto__\":1,\"@class\":\"java.net.URL\"}",
                        "{\"@class\": \"java.net.URL\", \"__proto__\": 1}"),
                taken(JOBS, "parameters", "{\"a\":1,\"a\":2}", "{\"a\": 2}"),
                time("2026-01-02T10:00:00Z", "2026-01-02 10:00:00+00"),
                time("2026-01-02T10:00:00+05:30", "2026-01-02 04:30:00+00"),
                time("2026-01-02 10:00:00Z", "2026-01-02 10:00:00+00"),
                time("2026-01-02 10:00:00+00", "2026-01-02 10:00:00+00"),
                time("2026-01-02T10:00:00.123456Z", "2026-01-02 10:00:00.123456+00"),
                taken(DECISIONS, "confidence", 1, "1.00"),
                taken(DECISIONS, "confidence", 0, "0.00"));
    }

    private static List<InputCase> ruled() {
        return List.of(
                time("2026-01-02T10:00:00.123456789Z", "2026-01-02 10:00:00.123456+00")
                        .under(RULE),
                time("2026-06-30T23:59:60Z", "2026-07-01 00:00:00+00").under(RULE),
                time("2026-06-30T24:00:00Z", "2026-07-01 00:00:00+00").under(RULE),
                refused(JOBS, "started_at", "2026-01-02 10:00").under(RULE),
                refused(JOBS, "started_at", "2026-03-29T02:30:00").under(RULE),
                taken(JOBS, "error_message", "\u00e9 composed", "\u00e9 composed")
                        .under(RULE),
                taken(DECISIONS, "confidence", 0.875, "0.88").under(RULE),
                taken(JOBS, "updated_at", "2099-01-01T00:00:00Z", "2099-01-01 00:00:00+00")
                        .under(RULE));
    }

    private static CellCase text(String value) {
        return taken(JOBS, "error_message", value, value);
    }

    private static CellCase time(String value, String expected) {
        return taken(JOBS, "started_at", value, expected);
    }
}
