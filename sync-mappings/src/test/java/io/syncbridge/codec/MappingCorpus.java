package io.syncbridge.codec;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What the fuzz tests of the codecs damage: right inputs of every kind. */
final class MappingCorpus {
    static final String EVERY_TYPE = """
            name: everything
            supabase: public.everything
            zapier: Everything
            key: uuid
            natural_key: [word, whole]
            version: [at]
            tenant: word
            policy: merge
            deletes: propagate
            quiet_hours: ["sat,sun 00:00-24:00 UTC"]
            audit: { table: public.audit_log, action: thing_synced, resource_type: thing }
            fields:
              uuid: uuid
              word: { type: text, max_length: 40, column: word, zapier: Word, required: true }
              free: text
              whole: { type: integer, min: -9007199254740993, max: 9223372036854775807, default: 0, merge: counter }
              decimal: { type: decimal, precision: 60, scale: 10, min: -1e20, max: 1e20 }
              flag: { type: boolean, default: false, direction: to_zapier }
              at: { type: timestamp, precision: microsecond, zone: Europe/Berlin }
              later: timestamp
              json: json
              list: { type: list, merge: set }
              choice: { type: choice, choices: [queued, running, "no"], transitions: { queued: [running], running: [], "no": [] } }
              inet: inet
            """;

    static final String[] CELLS = {
        "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "{7D444840-9DC0-11D1-B245-5FFDCE74FAD2}",
        "7d4448409dc011d1b2455ffdce74fad2",
        "0",
        "-9007199254740993",
        "9223372036854775807",
        "1e3",
        "1e2147483648",
        "12e2220222222",
        "0.1234567890123",
        "1234567890.5",
        "-1E-5",
        "true",
        "FALSE",
        "2026-01-02T10:00:00.123456Z",
        "2026-01-02 10:00:00+00",
        "2026-03-29T02:30:00",
        "24:00:00",
        "2026-06-30T23:59:60Z",
        "infinity",
        "{\"a\":[1.50,null,\"\\u00e9\",{\"b\":{}}],\"c\":\"\"}",
        "[1,2,3]",
        "[\"a\",\"b, c\",\"\"]",
        "a, \"b, c\", d",
        "queued",
        "running",
        "no",
        "192.168.0.1",
        "10.0.0.0/8",
        "::1",
        "2001:db8::/32",
        "::ffff:1.2.3.4",
        "word",
        "  word ",
        "{\"value\":\"queued\",\"label\":\"Queued\"}",
        "{\"link\":\"https://a.b/c\"}",
        "null",
        "\"text\"",
        "12.50",
    };

    static final String[] DATA = {
        "{\"f1\":\"7d444840-9dc0-11d1-b245-5ffdce74fad2\",\"f2\":\"word\",\"f3\":\"free\",\"f4\":7,\"f5\":1.5,\"f6\":true,"
                + "\"f7\":\"2026-01-02T10:00:00Z\",\"f8\":\"2026-01-02T10:00:00Z\",\"f9\":{\"a\":[1]},\"f10\":[\"a\",\"b\"],"
                + "\"f11\":{\"value\":\"queued\",\"label\":\"Queued\"},\"f12\":\"10.0.0.1\"}",
        "{\"f1\":null,\"f2\":\"\",\"f4\":\"7\",\"f5\":\"1.50\",\"f6\":\"false\",\"f9\":\"{\\\"a\\\":1}\",\"f10\":\"a, b\"}",
        "{\"f4\":9007199254740993,\"f5\":1e20,\"f7\":1767348000,\"f99\":[]}",
    };

    static final String[] PAYLOADS = {
        "{\"id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"edited_at\":\"2026-01-02T10:00:00Z\",\"data\":" + DATA[0] + "}",
        "{\"id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"edited_at\":\"2026-01-02T10:00:00+02:00\",\"deleted_at\":null,\"data\":"
                + DATA[1] + "}",
        "{\"id\":\"01HZZZZZZZZZZZZZZZZZZZZZZ1\",\"edited_at\":\"2026-01-02T10:00:00Z\",\"unseen\":true,"
                + "\"edits\":{\"word\":\"a\",\"whole\":\"7\"},\"before\":{\"word\":\"b\"}}",
    };

    static final String[] ROWS = {
        "{\"uuid\":\"7d444840-9dc0-11d1-b245-5ffdce74fad2\",\"word\":\"w\",\"free\":null,\"whole\":7,\"decimal\":1.50,"
                + "\"flag\":true,\"at\":\"2026-01-02T10:00:00.123456+00:00\",\"later\":\"2026-01-02T10:00:00+05:30\","
                + "\"json\":{\"a\":1e400},\"list\":[\"a\",\"b\"],\"choice\":\"no\",\"inet\":\"10.0.0.0/8\"}",
        "{\"uuid\":\"7d444840-9dc0-11d1-b245-5ffdce74fad2\",\"at\":\"infinity\",\"later\":\"0044-03-15T00:00:00+00:00 BC\","
                + "\"decimal\":\"NaN\",\"list\":\"{a,b}\"}",
    };

    private MappingCorpus() {}

    /** Mapping files: all that are shipped, and one with every option. */
    static String[] files() {
        return Stream.concat(
                        Stream.of(EVERY_TYPE),
                        Stream.of("agent_jobs", "agent_decisions", "rate_limits", "audit_log")
                                .map(MappingCorpus::shipped))
                .toArray(String[]::new);
    }

    private static String shipped(String name) {
        try (InputStream yaml = MappingCorpus.class.getResourceAsStream("/mappings/" + name + ".yaml")) {
            return new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Every name of a mapping that becomes an SQL identifier. */
    static List<String> names(TableMapping mapping) {
        List<String> names = new ArrayList<>(List.of(
                mapping.supabase().schema(),
                mapping.supabase().name(),
                mapping.audit().table().schema(),
                mapping.audit().table().name()));
        mapping.fields().stream().map(FieldMapping::column).forEach(names::add);
        return names;
    }

    /** Refuses what PostgreSQL would cut, refuse or print as something else. */
    static void requireStorable(String name) {
        if (name.isEmpty()
                || name.getBytes(StandardCharsets.UTF_8).length > 63
                || name.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalStateException("no identifier: " + name);
        }
    }

    static String wireType(FieldType type) {
        return switch (type) {
            case FieldType.Text text -> "text";
            case FieldType.Uuid uuid -> "uuid";
            case FieldType.Whole whole -> "number";
            case FieldType.Decimal decimal -> "decimal";
            case FieldType.Flag flag -> "boolean";
            case FieldType.Timestamp at -> "datetime";
            case FieldType.Json json -> "json";
            case FieldType.Listing list -> "multiple_string";
            case FieldType.Choice choice -> "labeled_string";
            case FieldType.Inet inet -> "string";
        };
    }
}
