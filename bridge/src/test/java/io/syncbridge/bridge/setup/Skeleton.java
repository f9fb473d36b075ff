package io.syncbridge.bridge.setup;

/** SQL without its names, texts and comments, read as PostgreSQL reads it: what is left is what the names cannot change. */
final class Skeleton {
    private final String sql;
    private final StringBuilder left = new StringBuilder();
    private int at;

    private Skeleton(String sql) {
        this.sql = sql;
    }

    /** The skeleton; quoted names become {@code "n"}, texts {@code 't'}, and blocks between dollar signs are read likewise. */
    static String of(String sql) {
        return new Skeleton(sql).read();
    }

    private String read() {
        while (at < sql.length()) {
            char next = sql.charAt(at);
            if (next == '"') {
                pass('"', false);
                left.append("\"n\"");
            } else if (next == '\'') {
                boolean escapes = left.length() > 0 && left.charAt(left.length() - 1) == 'E';
                if (escapes) {
                    left.setLength(left.length() - 1);
                }
                pass('\'', escapes);
                left.append("'t'");
            } else if (sql.startsWith("--", at)) {
                at = sql.indexOf('\n', at) < 0 ? sql.length() : sql.indexOf('\n', at);
            } else if (next == '$') {
                block();
            } else {
                left.append(next);
                at++;
            }
        }
        return left.toString();
    }

    private void pass(char quote, boolean escapes) {
        for (at++; at < sql.length(); at++) {
            if (escapes && sql.charAt(at) == '\\') {
                at++;
            } else if (sql.charAt(at) == quote) {
                if (at + 1 == sql.length() || sql.charAt(at + 1) != quote) {
                    at++;
                    return;
                }
                at++;
            }
        }
        throw new IllegalStateException("a quote that is not closed in: " + sql);
    }

    private void block() {
        String tag = sql.substring(at, sql.indexOf('$', at + 1) + 1);
        if (!tag.matches("\\$[a-z0-9]*\\$")) {
            throw new IllegalStateException("a dollar sign that opens nothing: " + sql);
        }
        int end = sql.indexOf(tag, at + tag.length());
        left.append("$$").append(of(sql.substring(at + tag.length(), end))).append("$$");
        at = end + tag.length();
    }
}
