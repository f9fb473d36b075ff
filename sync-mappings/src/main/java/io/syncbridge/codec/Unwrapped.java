package io.syncbridge.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * The value inside the objects that Zapier puts around some cells: a dropdown is {@code {value,label}}, a link
 * {@code {link,text}}. Anything else is returned as it is.
 */
final class Unwrapped {
    private Unwrapped() {}

    static JsonNode of(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        if (node.has("value") && (node.size() == 1 || node.has("label"))) {
            return node.get("value");
        }
        if (node.has("link") && (node.size() == 1 || node.has("text"))) {
            return node.get("link");
        }
        return node.isEmpty() ? MissingNode.getInstance() : node;
    }
}
