package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.codec.ZapierField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the API says of tables and their fields, read. As in {@link WireShapes}, a list with one entry that is not what the
 * contract says reads as absent: a table or field that was left out would look deleted.
 */
final class TableShapes {
    private static final Pattern OFFSET = Pattern.compile("[?&]offset=(\\d{1,9})");

    private TableShapes() {}

    /**
     * A page of tables.
     *
     * @param next where the next page begins; empty on the last
     */
    record Page(List<ZapierTablesClient.Table> tables, Optional<Long> next) {}

    static Optional<Page> page(JsonNode answer) {
        if (!answer.path("data").isArray()) {
            return Optional.empty();
        }
        List<ZapierTablesClient.Table> tables = new ArrayList<>();
        for (JsonNode table : answer.path("data")) {
            if (!table.path("id").isTextual() || !table.path("name").isTextual()) {
                return Optional.empty();
            }
            tables.add(new ZapierTablesClient.Table(
                    table.path("id").asText(), table.path("name").asText()));
        }
        Matcher next = OFFSET.matcher(answer.path("links").path("next").asText(""));
        return Optional.of(
                new Page(tables, next.find() ? Optional.of(Long.parseLong(next.group(1))) : Optional.empty()));
    }

    /** Live fields; deleted ones are left out. */
    static Optional<List<ZapierTablesClient.Field>> fields(JsonNode answer) {
        if (!answer.path("data").isArray()) {
            return Optional.empty();
        }
        List<ZapierTablesClient.Field> fields = new ArrayList<>();
        for (JsonNode field : answer.path("data")) {
            if (!field.path("id").isIntegralNumber()
                    || !field.path("name").isTextual()
                    || !field.path("type").isTextual()) {
                return Optional.empty();
            }
            if (!field.hasNonNull("deleted_at")) {
                ZapierField key = new ZapierField(
                        "f" + field.path("id").asText(), field.path("type").asText());
                fields.add(new ZapierTablesClient.Field(field.path("name").asText(), key));
            }
        }
        return Optional.of(fields);
    }
}
