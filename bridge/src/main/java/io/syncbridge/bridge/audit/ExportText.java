package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/** The lines of an export, format 1; docs/audit.md describes them. */
final class ExportText {
    static final int FORMAT = 1;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SALT = Pattern.compile("[0-9a-f]{32}");

    private ExportText() {}

    /** A line that is not what it must be. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String what) {
            super(what);
        }
    }

    static ObjectNode begin(ChainReader.Span span) {
        ObjectNode line = node().put("audit_export", FORMAT)
                .put("read_at", span.now().toString())
                .put("whole", span.whole());
        line.set("before", head(span.before()));
        return line;
    }

    static ObjectNode entry(Sealed sealed) {
        ChainEntry entry = sealed.entry();
        ObjectNode line = node().put("seq", entry.seq())
                .put("day", entry.day().toString())
                .put("n", entry.n())
                .put("table", entry.table())
                .put("row_id", entry.rowId())
                .put("state", entry.state().label())
                .put("sealed_at", entry.sealedAt());
        entry.keepUntil().ifPresent(until -> line.put("keep_until", until));
        entry.salt().ifPresent(salt -> line.put("salt", salt));
        line.put("values_hash", entry.valuesHash())
                .put("content_hash", entry.contentHash())
                .put("hash", entry.hash());
        entry.signature().ifPresent(signature -> line.put("signature", signature));
        sealed.row().ifPresent(row -> line.set("row", row.columns()));
        return line;
    }

    static ObjectNode anchor(ChainHead last) {
        ObjectNode line = node();
        line.set("anchor", head(last));
        return line;
    }

    static ObjectNode unchained(String table, long rowId) {
        ObjectNode line = node();
        line.putObject("unchained").put("table", table).put("row_id", rowId);
        return line;
    }

    /**
     * The last line.
     *
     * @param lines SHA-256 of all lines before, each with its line feed
     */
    static ObjectNode end(ChainHead last, long entries, long waiting, String lines) {
        ObjectNode line = node();
        ObjectNode end = line.putObject("end")
                .put("entries", entries)
                .put("waiting", waiting)
                .put("lines", lines);
        end.set("head", head(last));
        end.put("self", Hashes.sha256(CanonicalJson.bytes(end)));
        return line;
    }

    static ObjectNode head(ChainHead head) {
        return node().put("seq", head.seq())
                .put("day", head.day().toString())
                .put("n", head.n())
                .put("hash", head.hash());
    }

    static ChainHead readHead(JsonNode node) throws Unreadable {
        return new ChainHead(number(node, "seq"), day(node), (int) number(node, "n"), hash(node, "hash"));
    }

    static Instant readAt(JsonNode begin) throws Unreadable {
        try {
            return Instant.parse(begin.path("read_at").asText());
        } catch (DateTimeException none) {
            throw new Unreadable("has no time read_at");
        }
    }

    static Sealed readEntry(JsonNode line) throws Unreadable {
        ChainEntry entry = new ChainEntry(
                number(line, "seq"),
                day(line),
                (int) number(line, "n"),
                text(line, "table"),
                number(line, "row_id"),
                state(line),
                number(line, "sealed_at"),
                line.has("keep_until") ? Optional.of(number(line, "keep_until")) : Optional.empty(),
                line.has("salt") ? Optional.of(matching(line, "salt", SALT)) : Optional.empty(),
                hash(line, "values_hash"),
                hash(line, "content_hash"),
                hash(line, "hash"),
                line.has("signature") ? Optional.of(hash(line, "signature")) : Optional.empty());
        return new Sealed(
                entry, line.path("row") instanceof ObjectNode row ? Optional.of(new AuditRow(row)) : Optional.empty());
    }

    static long number(JsonNode node, String name) throws Unreadable {
        if (!node.path(name).isIntegralNumber() || !node.path(name).canConvertToLong()) {
            throw new Unreadable("has no number " + name);
        }
        return node.path(name).longValue();
    }

    static String text(JsonNode node, String name) throws Unreadable {
        if (!node.path(name).isTextual()) {
            throw new Unreadable("has no text " + name);
        }
        return node.path(name).textValue();
    }

    private static String hash(JsonNode node, String name) throws Unreadable {
        return matching(node, name, HASH);
    }

    private static String matching(JsonNode node, String name, Pattern pattern) throws Unreadable {
        String text = text(node, name);
        if (!pattern.matcher(text).matches()) {
            throw new Unreadable("has no hash " + name);
        }
        return text;
    }

    private static LocalDate day(JsonNode node) throws Unreadable {
        try {
            return LocalDate.parse(text(node, "day"));
        } catch (DateTimeException none) {
            throw new Unreadable("has no date day");
        }
    }

    private static ChainEntry.State state(JsonNode line) throws Unreadable {
        try {
            return ChainEntry.State.of(text(line, "state"));
        } catch (IllegalArgumentException none) {
            throw new Unreadable("has a state that does not exist");
        }
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
