package io.syncbridge.webhooks;

/**
 * What is wrong with one part of a request.
 *
 * @param field where: {@code record.id}, {@code [3].type}, a header's name, or {@code body} for the whole
 * @param message what is wrong and what would be right; no content of the request but at most 40 characters of an id
 */
record FieldError(String field, String message) {
    private static final int SHOWN = 40;

    /** The beginning of an id, printable, for a message. */
    static String shown(String id) {
        String start = id.substring(0, Math.min(SHOWN, id.length()));
        return "'" + start.replaceAll("[^ -~]", "?") + (id.length() > SHOWN ? "...'" : "'");
    }
}
