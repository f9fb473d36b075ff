package io.syncbridge.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** {@code application/x-www-form-urlencoded} as an object of texts; a repeated name becomes an array. */
final class FormBody {

    private FormBody() {}

    /** Reads strictly: a broken escape or ill-formed UTF-8 is an error, not a question mark. */
    static ObjectNode read(byte[] body) throws CharacterCodingException {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        // Latin-1 keeps every byte as one character, so that the text can be cut before it is decoded.
        for (String pair : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
            if (!pair.isBlank()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                add(fields, name, decoded(equals < 0 ? "" : pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static void add(ObjectNode fields, String name, String value) {
        switch (fields.get(name)) {
            case null -> fields.put(name, value);
            case ArrayNode several -> several.add(value);
            case JsonNode single -> fields.putArray(name).add(single).add(value);
        }
    }

    private static String decoded(String encoded) throws CharacterCodingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char character = encoded.charAt(i);
            if (character == '%') {
                if (i + 2 >= encoded.length()
                        || !HexFormat.isHexDigit(encoded.charAt(i + 1))
                        || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                    throw new CharacterCodingException();
                }
                bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(character == '+' ? ' ' : character);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.toByteArray()))
                .toString();
    }
}
