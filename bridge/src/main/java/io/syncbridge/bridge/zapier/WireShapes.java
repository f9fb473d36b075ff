package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The API's JSON, read. A shape that lacks what the contract requires reads as absent, so that nothing is assumed. */
final class WireShapes {
    private static final Pattern CELL = Pattern.compile("f\\d+");
    private static final int MOST_REASON = 500;

    private WireShapes() {}

    static Optional<ZapierRecord> record(JsonNode node) {
        Optional<Instant> editedAt = time(node.path("edited_at"));
        if (!node.path("id").isTextual() || !node.path("data").isObject() || editedAt.isEmpty()) {
            return Optional.empty();
        }
        boolean deleted = node.hasNonNull("deleted_at");
        return Optional.of(new ZapierRecord(
                node.path("id").asText(),
                node.path("data"),
                editedAt.get(),
                deleted,
                !node.path("errors").isEmpty()));
    }

    /**
     * The records of a page.
     *
     * @param readable in the page's order
     * @param unreadableIds of the others, since leaving them out would make them look absent
     */
    record Listed(List<ZapierRecord> readable, List<String> unreadableIds) {}

    static Optional<Listed> listed(JsonNode list) {
        if (!list.isArray()) {
            return Optional.empty();
        }
        List<ZapierRecord> records = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        list.forEach(node -> record(node)
                .ifPresentOrElse(
                        records::add, () -> unreadable.add(node.path("id").asText("?"))));
        return Optional.of(new Listed(records, unreadable));
    }

    /**
     * The entries of a write's answer that can be read. One that does not show the record, or hides what it replaced, is
     * left out, as if no answer had come for it. Empty when the answer is no list at all.
     *
     * @param written the cells a record was sent, by its id; what stands in its other cells is not this write's fault
     */
    static Optional<List<ZapierChange>> changes(JsonNode list, Function<String, Predicate<String>> written) {
        if (!list.isArray()) {
            return Optional.empty();
        }
        List<ZapierChange> changes = new ArrayList<>();
        for (JsonNode node : list) {
            Optional<ZapierRecord> now = record(node.path("new"));
            Optional<ZapierRecord> old = record(node.path("old"));
            if (now.isPresent() && (old.isPresent() || node.path("old").isNull())) {
                changes.add(new ZapierChange(
                        now.get(),
                        old,
                        problem(node.path("new"), written.apply(now.get().id()))));
            }
        }
        return Optional.of(changes);
    }

    /** Errors of a whole answer that came with a success status. */
    static Optional<String> metaErrors(JsonNode answer) {
        JsonNode errors = answer.path("meta").path("errors");
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        JsonNode first = errors.iterator().next();
        return Optional.of(
                first.isTextual()
                        ? shortened(first.asText())
                        : shortened(first.path("human_title")
                                .asText(first.path("title").asText("unnamed error"))));
    }

    /** What an error answer says, as far as it says anything; never the values that were sent. */
    static String reason(JsonNode answer) {
        JsonNode first = answer.path("errors").path(0);
        if (first.isTextual()) {
            return shortened(first.asText());
        }
        JsonNode error = answer.path("error");
        String code = first.path("code").asText("");
        String text = first.path("detail")
                .asText(first.path("title")
                        .asText(answer.path("message")
                                .asText(error.path("message").asText(error.isTextual() ? error.asText() : ""))));
        return shortened(code.isEmpty() ? text : code + (text.isEmpty() ? "" : ": " + text));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_REASON ? text : text.substring(0, MOST_REASON) + " …";
    }

    static String code(JsonNode answer) {
        return answer.path("errors").path(0).path("code").asText("");
    }

    /** Per-field errors: {s, v, e, h}; only severity "error" means that the value was not taken. */
    private static Optional<String> problem(JsonNode now, Predicate<String> written) {
        List<String> problems = new ArrayList<>();
        for (var entry : now.path("errors").properties()) {
            JsonNode error = entry.getValue();
            boolean ofAnotherCell = CELL.matcher(entry.getKey()).matches() && !written.test(entry.getKey());
            if (!ofAnotherCell && error.path("s").asText("error").equals("error")) {
                problems.add(entry.getKey() + ": "
                        + error.path("h").asText(error.path("e").asText("refused")));
            }
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            return node.isTextual()
                    ? Optional.of(OffsetDateTime.parse(node.asText()).toInstant())
                    : Optional.empty();
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
