package io.syncbridge.webhooks;

import io.syncbridge.mapping.Side;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a body is written in, by its headers. */
sealed interface BodyFormat {

    /** JSON; also where no type is given, since hand-made requests often do without. */
    record Json() implements BodyFormat {}

    /** {@code application/x-www-form-urlencoded}; only Zapier sends it. */
    record Form() implements BodyFormat {}

    /** Anything else. */
    record Unsupported(String reason) implements BodyFormat {}

    /** Reads Content-Type and Content-Encoding. */
    static BodyFormat of(RequestHeaders headers, Side side) {
        for (String coding : headers.all("Content-Encoding")) {
            if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
                return new Unsupported("compressed bodies are not read");
            }
        }
        List<String> types = headers.all("Content-Type");
        if (types.isEmpty()) {
            return new Json();
        }
        if (types.size() > 1) {
            return new Unsupported("a body has one Content-Type");
        }
        return ofType(types.getFirst(), side);
    }

    private static BodyFormat ofType(String header, Side side) {
        String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset")
                    && !Names.UTF_8_PARAMETER.matcher(parameter).matches()) {
                return new Unsupported("the charset must be utf-8");
            }
        }
        String type = parts[0].strip();
        if (Names.JSON.matcher(type).matches()) {
            return new Json();
        }
        if (side == Side.ZAPIER && type.equals("application/x-www-form-urlencoded")) {
            return new Form();
        }
        return new Unsupported(
                side == Side.ZAPIER
                        ? "the body must be application/json or application/x-www-form-urlencoded"
                        : "the body must be application/json");
    }

    /** Spellings that are accepted. */
    final class Names {
        private static final Pattern JSON = Pattern.compile("application/([a-z0-9.-]+\\+)?json");
        private static final Pattern UTF_8_PARAMETER = Pattern.compile("charset\\s*=\\s*(\"utf-?8\"|utf-?8)");

        private Names() {}
    }
}
