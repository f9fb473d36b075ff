package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The calls that make tables and fields. Source: zapier-tables-api reference, section 1.2. Choices of a dropdown cannot be
 * set: the keys of a field's options are not documented, and a value that is written becomes a choice by itself.
 */
public final class ZapierTableMaker {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String STRANGE = "Zapier's answer is not what its API promises";

    private final ZapierHttp http;

    /** Over one connection set-up. */
    public ZapierTableMaker(ZapierHttp http) {
        this.http = http;
    }

    /** A field to make, of one of the API's types. */
    public record NewField(String name, String type) {}

    /** Makes an empty table and answers its ULID. After {@code Unknown} one of that name may be there. */
    public Answer<String> createTable(String name, String description) {
        ObjectNode body = NODES.objectNode().put("name", name).put("description", description);
        return http.write("POST", "/tables", body).then(answer -> {
            JsonNode id = answer.path("data").path("id");
            return id.isTextual() ? new Answer.Given<>(id.asText()) : new Answer.Unknown<>(STRANGE);
        });
    }

    /** Adds fields, at least one, in this order; answers how many were made. */
    public Answer<Integer> createFields(String tableId, List<NewField> fields) {
        ObjectNode body = NODES.objectNode();
        ArrayNode list = body.putArray("new_fields");
        fields.forEach(field -> list.addObject().put("type", field.type()).put("name", field.name()));
        return http.write("POST", "/tables/" + tableId + "/fields", body)
                .then(answer -> answer.path("data").isArray()
                        ? new Answer.Given<>(answer.path("data").size())
                        : new Answer.Unknown<>(STRANGE));
    }
}
