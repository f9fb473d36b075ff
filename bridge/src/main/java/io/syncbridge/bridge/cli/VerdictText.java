package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.audit.ChainHead;
import io.syncbridge.bridge.audit.Verdict;
import java.io.PrintWriter;
import java.util.Locale;

/** What a chain proves, for people and for scripts. */
record VerdictText(PrintWriter out) {

    void print(Verdict verdict, boolean json) {
        if (json) {
            out.println(tree(verdict).toPrettyString());
        } else {
            text(verdict);
        }
        out.flush();
    }

    private void text(Verdict verdict) {
        String part = verdict.whole()
                ? "the whole chain"
                : "a part of the chain, after entry " + verdict.before().seq();
        out.printf(
                Locale.ROOT,
                "%s: %,d audit rows sealed on %,d days, %s, as of %s%n",
                verdict.isGood() ? "good" : "BROKEN",
                verdict.entries(),
                verdict.days(),
                part,
                verdict.readAt());
        verdict.first().ifPresent(first -> {
            out.println("  first: " + first.text());
            if (verdict.problems() > 1) {
                out.printf(Locale.ROOT, "  %,d problems in all%n", verdict.problems());
            }
        });
        verdict.erasures().forEach(erasure -> out.println("  " + erasure));
        if (verdict.erased() > verdict.erasures().size()) {
            out.printf(Locale.ROOT, "  %,d rows whose values were erased, in all%n", verdict.erased());
        }
        counted(verdict.expired(), "gone, as their retention allows");
        counted(verdict.adopted(), "taken over as they were found: from before the chain, or by an older version");
        counted(verdict.waiting(), "not sealed yet, and not looked at");
        out.println("  signatures: "
                + switch (verdict.signatures()) {
                    case NONE -> "none (BRIDGE_AUDIT_KEY is not set)";
                    case UNCHECKED -> "not checked (BRIDGE_AUDIT_KEY is not set here)";
                    case VALID -> "valid";
                    case BROKEN -> "broken";
                });
        ChainHead head = verdict.head();
        out.println("  head: " + head.hash() + "  (entry " + head.seq()
                + (head.seq() == 0 ? "" : ", " + head.day() + " no. " + head.n()) + ")");
    }

    private void counted(long rows, String what) {
        if (rows > 0) {
            out.printf(Locale.ROOT, "  %,d %s %s%n", rows, rows == 1 ? "row" : "rows", what);
        }
    }

    private static ObjectNode tree(Verdict verdict) {
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("good", verdict.isGood())
                .put("entries", verdict.entries())
                .put("days", verdict.days())
                .put("whole", verdict.whole())
                .put("read_at", verdict.readAt().toString())
                .put("problems", verdict.problems());
        verdict.first().ifPresent(first -> {
            ObjectNode node = tree.putObject("first").put("kind", first.kind().label());
            first.seq().ifPresent(seq -> node.put("seq", seq));
            first.rowId().ifPresent(row -> node.put("table", first.table()).put("row_id", row));
            node.put("text", first.text());
        });
        tree.put("erased", verdict.erased());
        ArrayNode erasures = tree.putArray("erasures");
        verdict.erasures().forEach(erasures::add);
        tree.put("expired", verdict.expired())
                .put("adopted", verdict.adopted())
                .put("waiting", verdict.waiting())
                .put("signatures", verdict.signatures().name().toLowerCase(Locale.ROOT));
        tree.set("before", head(verdict.before()));
        tree.set("head", head(verdict.head()));
        return tree;
    }

    static ObjectNode head(ChainHead head) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("seq", head.seq())
                .put("day", head.day().toString())
                .put("n", head.n())
                .put("hash", head.hash());
    }
}
