package io.syncbridge.codec;

import io.syncbridge.row.FieldValue;
import java.util.Locale;
import java.util.regex.Pattern;

/** UUIDs: upper case, braces and missing dashes are read; lower case with dashes is canonical, as PostgreSQL prints. */
final class UuidText {
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern DASHED = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private UuidText() {}

    static Reading read(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("{") && text.endsWith("}")) {
            text = text.substring(1, text.length() - 1);
        }
        if (DASHED.matcher(text).matches()) {
            return Reading.of(new FieldValue.Text(text));
        }
        if (!DIGITS.matcher(text).matches()) {
            return Reading.bad("is not a UUID (32 hexadecimal digits, like 5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e)", raw);
        }
        return Reading.of(new FieldValue.Text(String.join(
                "-",
                text.substring(0, 8),
                text.substring(8, 12),
                text.substring(12, 16),
                text.substring(16, 20),
                text.substring(20))));
    }
}
