package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.codec.ZapierField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The calls of the Tables API that the bridge makes. Source: zapier-tables-api reference, sections 1.2 to 1.9. At most
 * 100 records a write and 1000 a page; never more than asked for.
 */
public final class ZapierTablesClient implements AutoCloseable {
    /** The most records one create or update may carry. */
    public static final int MOST_PER_WRITE = 100;

    private static final int MOST_PER_PAGE = 1000;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final String STRANGE = "Zapier's answer is not what its API promises";
    private static final Map<String, String> LIVE = Map.of();
    private static final Map<String, String> TRASHED = Map.of("trash", "only");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ZapierHttp http;

    /** A client over one connection set-up. */
    public ZapierTablesClient(ZapierHttp http) {
        this.http = http;
    }

    /** Zapier's clock, as its answers show it. */
    public ServerClock serverClock() {
        return http.serverClock();
    }

    /** The same client for work that can wait: its calls use at most half of the budget. Closing it closes nothing. */
    public ZapierTablesClient background() {
        return new ZapierTablesClient(http.background());
    }

    /** What is not called at the moment, and why. */
    public List<ZapierPause> pauses() {
        return http.gate().pauses().now();
    }

    /** Answers by status since the process started. */
    public Map<Integer, Long> answersByStatus() {
        return http.figures().byStatus();
    }

    /** How long calls have waited for the budget, all together. */
    public Duration throttled() {
        return http.gate().throttled();
    }

    /** A table's id and display name. */
    public record Table(String id, String name) {}

    /** A field: its display name, and its key and type. */
    public record Field(String name, ZapierField field) {}

    /**
     * One page of records and how to get the next.
     *
     * @param unreadableIds of those that could not be read, {@code ?} where not even the id could; none of them may be
     *     taken for absent
     */
    public record Page(List<ZapierRecord> records, List<String> unreadableIds, Optional<String> next) {
        /** How many could not be read. */
        public int unreadable() {
            return unreadableIds.size();
        }
    }

    /**
     * What a query found.
     *
     * @param readable live records, each once
     * @param unreadable how many more there are that could not be read; none of them may be taken for absent
     */
    public record Records(List<ZapierRecord> readable, int unreadable) {}

    /** The tables whose name contains the text; all pages. */
    public Answer<List<Table>> tables(String name) {
        List<Table> all = new ArrayList<>();
        long offset = 0;
        while (true) {
            Map<String, String> query = new TreeMap<>(Map.of("q", name, "limit", "100"));
            if (offset > 0) {
                query.put("offset", String.valueOf(offset));
            }
            Answer<TableShapes.Page> answer = understood(http.get("/tables", query), TableShapes::page);
            if (!(answer instanceof Answer.Given<TableShapes.Page> page)) {
                return answer.map(none -> all);
            }
            all.addAll(page.value().tables());
            long next = page.value().next().orElse(0L);
            if (next <= offset) {
                return new Answer.Given<>(all);
            }
            offset = next;
        }
    }

    /** A table's live fields. */
    public Answer<List<Field>> fields(String tableId) {
        return understood(http.get("/tables/" + tableId + "/fields", Map.of()), TableShapes::fields);
    }

    /** One record; empty when there is none or it is in the trash. */
    public Answer<Optional<ZapierRecord>> record(String tableId, String recordId) {
        Answer<JsonNode> answer = http.get("/tables/" + tableId + "/records/" + recordId, Map.of());
        if (answer instanceof Answer.Refused<JsonNode> refused && refused.status() == 404) {
            return new Answer.Given<>(Optional.empty());
        }
        return understood(answer, body -> WireShapes.record(body.path("data")))
                .map(record -> Optional.of(record).filter(live -> !live.deleted()));
    }

    /** Live records whose fields hold one of the given values each; all pages. Values are compared exactly. */
    public Answer<Records> recordsWith(String tableId, Map<ZapierField, List<String>> values) {
        return recordsWith(tableId, values, LIVE);
    }

    /** As {@link #recordsWith}, in the trash: what is found there was deleted. */
    public Answer<List<ZapierRecord>> trashedWith(String tableId, Map<ZapierField, List<String>> values) {
        return recordsWith(tableId, values, TRASHED).map(Records::readable);
    }

    /** True when the table lists no live record at all; one call. */
    public Answer<Boolean> isEmpty(String tableId) {
        return page(tableId, NODES.arrayNode(), Optional.empty(), LIVE, 1)
                .map(page -> page.records().isEmpty()
                        && page.unreadable() == 0
                        && page.next().isEmpty());
    }

    private Answer<Records> recordsWith(
            String tableId, Map<ZapierField, List<String>> values, Map<String, String> which) {
        ArrayNode filters = NODES.arrayNode();
        values.forEach((field, wanted) -> {
            ObjectNode filter = filters.addObject();
            filter.put("key", field.filterKey()).put("operator", "in");
            ArrayNode list = filter.putArray("value");
            wanted.forEach(list::add);
        });
        Map<String, ZapierRecord> all = new LinkedHashMap<>();
        int unreadable = 0;
        Set<Optional<String>> cursors = new HashSet<>();
        Optional<String> cursor = Optional.empty();
        while (cursors.add(cursor)) {
            Answer<Page> answer = page(tableId, filters, cursor, which, MOST_PER_PAGE);
            if (!(answer instanceof Answer.Given<Page> page)) {
                return answer.map(none -> new Records(List.of(), 0));
            }
            unreadable += page.value().unreadable();
            page.value().records().forEach(record -> all.put(record.id(), record));
            cursor = page.value().next();
            if (cursor.isEmpty()) {
                return new Answer.Given<>(new Records(List.copyOf(all.values()), unreadable));
            }
        }
        return new Answer.Later<>(ASK_AGAIN, "Zapier's pages go in a circle");
    }

    /** One page of all live records. A page is no snapshot: concurrent writes may be missed or doubled. */
    public Answer<Page> page(String tableId, Optional<String> cursor) {
        return page(tableId, NODES.arrayNode(), cursor, LIVE, MOST_PER_PAGE);
    }

    /** Creates up to 100 records; answers come in any order. */
    public Answer<List<ZapierChange>> create(String tableId, List<ObjectNode> records) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("new_records");
        records.forEach(data -> list.addObject().set("data", data));
        return landed(http.write("POST", "/tables/" + tableId + "/records", body), id -> cell -> true);
    }

    /** Sets the given cells of up to 100 records; records that are gone are missing from the answer. */
    public Answer<List<ZapierChange>> update(String tableId, Map<String, ObjectNode> cellsByRecord) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("updated_records");
        cellsByRecord.forEach((id, data) -> list.addObject().put("id", id).set("data", data));
        return landed(
                http.write("PATCH", "/tables/" + tableId + "/records", body),
                id -> cellsByRecord.getOrDefault(id, NODES.objectNode())::has);
    }

    /** Moves records to the trash; harmless for those already there. */
    public Answer<JsonNode> delete(String tableId, List<String> recordIds) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("record_ids");
        recordIds.forEach(list::add);
        return http.write("DELETE", "/tables/" + tableId + "/records", body);
    }

    private Answer<Page> page(
            String tableId, ArrayNode filters, Optional<String> cursor, Map<String, String> which, int most) {
        ObjectNode body = NODES.objectNode().put("limit", most);
        if (!filters.isEmpty()) {
            body.set("filters", filters);
        }
        cursor.ifPresent(
                at -> body.putObject("cursor_query").put("query_type", "window").put("start_cursor", at));
        boolean live = which.isEmpty();
        return understood(
                http.query("/tables/" + tableId + "/records/query", which, body), answer -> recordPage(answer, live));
    }

    private static Optional<Page> recordPage(JsonNode answer, boolean live) {
        JsonNode pages = answer.path("meta").path("pagination");
        String end = pages.path("end_cursor").asText("");
        boolean more = pages.path("has_more").asBoolean(false) && !end.isEmpty();
        return WireShapes.listed(answer.path("data"))
                .map(records -> new Page(
                        records.readable().stream()
                                .filter(record -> record.deleted() != live)
                                .toList(),
                        records.unreadableIds(),
                        more ? Optional.of(end) : Optional.empty()));
    }

    /** What a read means; an answer that is not what the contract says is no answer, never "there is nothing". */
    private static <T> Answer<T> understood(Answer<JsonNode> answer, Function<JsonNode, Optional<T>> meaning) {
        return answer.then(body -> meaning.apply(body)
                .<Answer<T>>map(Answer.Given::new)
                .orElseGet(() -> new Answer.Later<>(ASK_AGAIN, STRANGE)));
    }

    /** As {@link #understood}, for a write: it may have landed. */
    private static Answer<List<ZapierChange>> landed(
            Answer<JsonNode> answer, Function<String, Predicate<String>> written) {
        return answer.then(body -> WireShapes.changes(body.path("data"), written)
                .<Answer<List<ZapierChange>>>map(Answer.Given::new)
                .orElseGet(() -> new Answer.Unknown<>(STRANGE)));
    }

    @Override
    public void close() {
        http.close();
    }
}
