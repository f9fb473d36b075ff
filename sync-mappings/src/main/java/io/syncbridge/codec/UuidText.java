package io.syncbridge.codec;

import io.syncbridge.row.FieldValue;
import java.util.Locale;
import java.util.regex.Pattern;

/** UUIDs: upper case, braces and missing dashes are read; lower case with dashes is canonical, as PostgreSQL prints. */
final class UuidText {
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{32}");

    private UuidText() {}

    static Reading read(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("{") && text.endsWith("}")) {
            text = text.substring(1, text.length() - 1);
        }
        if (isDashed(text)) {
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

    /** The canonical spelling; looked at without a pattern, for every record has one at least. */
    private static boolean isDashed(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
            boolean fits = dash ? unit == '-' : (unit >= '0' && unit <= '9') || (unit >= 'a' && unit <= 'f');
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
