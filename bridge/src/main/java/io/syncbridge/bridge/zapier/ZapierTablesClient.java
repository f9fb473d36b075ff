package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.codec.ZapierField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls of the Tables API that the bridge makes. Source: zapier-tables-api reference, sections 1.2 to 1.9. At most
 * 100 records a write and 1000 a page; never more than asked for.
 */
public final class ZapierTablesClient implements AutoCloseable {
    /** The most records one create or update may carry. */
    public static final int MOST_PER_WRITE = 100;

    private static final int MOST_PER_PAGE = 1000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ZapierHttp http;

    /** A client over one connection set-up. */
    public ZapierTablesClient(ZapierHttp http) {
        this.http = http;
    }

    /** A table's id and display name. */
    public record Table(String id, String name) {}

    /** A field: its display name, and its key and type. */
    public record Field(String name, ZapierField field) {}

    /** One page of records and how to get the next. */
    public record Page(List<ZapierRecord> records, Optional<String> next) {}

    /** The tables whose name contains the text. */
    public Answer<List<Table>> tables(String name) {
        return http.get("/tables", Map.of("q", name, "limit", "100")).map(answer -> {
            List<Table> tables = new ArrayList<>();
            answer.path("data")
                    .forEach(table -> tables.add(new Table(
                            table.path("id").asText(), table.path("name").asText())));
            return tables;
        });
    }

    /** A table's live fields. */
    public Answer<List<Field>> fields(String tableId) {
        return http.get("/tables/" + tableId + "/fields", Map.of()).map(answer -> {
            List<Field> fields = new ArrayList<>();
            for (JsonNode field : answer.path("data")) {
                if (!field.hasNonNull("deleted_at")) {
                    fields.add(new Field(
                            field.path("name").asText(),
                            new ZapierField(
                                    "f" + field.path("id").asText(),
                                    field.path("type").asText())));
                }
            }
            return fields;
        });
    }

    /** One record; empty when there is none or it is in the trash. */
    public Answer<Optional<ZapierRecord>> record(String tableId, String recordId) {
        Answer<JsonNode> answer = http.get("/tables/" + tableId + "/records/" + recordId, Map.of());
        if (answer instanceof Answer.Refused<JsonNode> refused && refused.status() == 404) {
            return new Answer.Given<>(Optional.empty());
        }
        return answer.map(body -> WireShapes.record(body.path("data")).filter(record -> !record.deleted()));
    }

    /** Live records whose fields hold one of the given values each; all pages. Values are compared exactly. */
    public Answer<List<ZapierRecord>> recordsWith(String tableId, Map<ZapierField, List<String>> values) {
        ArrayNode filters = NODES.arrayNode();
        values.forEach((field, wanted) -> {
            ObjectNode filter = filters.addObject();
            filter.put("key", field.filterKey()).put("operator", "in");
            ArrayNode list = filter.putArray("value");
            wanted.forEach(list::add);
        });
        List<ZapierRecord> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        while (true) {
            switch (page(tableId, filters, cursor)) {
                case Answer.Given<Page> page -> {
                    all.addAll(page.value().records());
                    cursor = page.value().next();
                    if (cursor.isEmpty()) {
                        return new Answer.Given<>(all);
                    }
                }
                case Answer.Later<Page> later -> {
                    return new Answer.Later<>(later.delay(), later.reason());
                }
                case Answer.Refused<Page> refused -> {
                    return new Answer.Refused<>(refused.status(), refused.reason());
                }
                case Answer.Unknown<Page> unknown -> {
                    return new Answer.Unknown<>(unknown.reason());
                }
            }
        }
    }

    /** One page of all live records. A page is no snapshot: concurrent writes may be missed or doubled. */
    public Answer<Page> page(String tableId, Optional<String> cursor) {
        return page(tableId, NODES.arrayNode(), cursor);
    }

    /** Creates up to 100 records; answers come in any order. */
    public Answer<List<ZapierChange>> create(String tableId, List<ObjectNode> records) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("new_records");
        records.forEach(data -> list.addObject().set("data", data));
        return http.write("POST", "/tables/" + tableId + "/records", body)
                .map(answer -> WireShapes.changes(answer.path("data"), id -> cell -> true));
    }

    /** Sets the given cells of up to 100 records; records that are gone are missing from the answer. */
    public Answer<List<ZapierChange>> update(String tableId, Map<String, ObjectNode> cellsByRecord) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("updated_records");
        cellsByRecord.forEach((id, data) -> list.addObject().put("id", id).set("data", data));
        return http.write("PATCH", "/tables/" + tableId + "/records", body)
                .map(answer -> WireShapes.changes(
                        answer.path("data"), id -> cellsByRecord.getOrDefault(id, NODES.objectNode())::has));
    }

    /** Moves records to the trash; harmless for those already there. */
    public Answer<JsonNode> delete(String tableId, List<String> recordIds) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("record_ids");
        recordIds.forEach(list::add);
        return http.write("DELETE", "/tables/" + tableId + "/records", body);
    }

    private Answer<Page> page(String tableId, ArrayNode filters, Optional<String> cursor) {
        ObjectNode body = NODES.objectNode().put("limit", MOST_PER_PAGE);
        if (!filters.isEmpty()) {
            body.set("filters", filters);
        }
        cursor.ifPresent(
                at -> body.putObject("cursor_query").put("query_type", "window").put("start_cursor", at));
        return http.query("/tables/" + tableId + "/records/query", body).map(answer -> {
            JsonNode pages = answer.path("meta").path("pagination");
            String end = pages.path("end_cursor").asText("");
            boolean more = pages.path("has_more").asBoolean(false) && !end.isEmpty();
            List<ZapierRecord> records = WireShapes.records(answer.path("data")).stream()
                    .filter(record -> !record.deleted())
                    .toList();
            return new Page(records, more ? Optional.of(end) : Optional.empty());
        });
    }

    @Override
    public void close() {
        http.close();
    }
}
