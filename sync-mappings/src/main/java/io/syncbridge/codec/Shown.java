package io.syncbridge.codec;

/** How an offending value appears in a message: quoted, short, without control characters. */
public final class Shown {
    private static final int MOST = 60;

    private Shown() {}

    /** The text between quotes, its first 60 characters. */
    public static String of(String value) {
        StringBuilder text = new StringBuilder("\"");
        int shown = 0;
        for (int at = 0; at < value.length() && shown < MOST; shown++) {
            int point = value.codePointAt(at);
            boolean printable = !Character.isISOControl(point)
                    && !(point <= 0xFFFF && Character.isSurrogate((char) point))
                    && Character.getType(point) != Character.FORMAT;
            if (printable) {
                text.appendCodePoint(point);
            } else {
                text.append(String.format("\\u%04x", point));
            }
            at += Character.charCount(point);
        }
        return text.append(shown < value.codePointCount(0, value.length()) ? "…\"" : "\"")
                .toString();
    }
}
