package io.syncbridge.mapping;

/**
 * One thing wrong with a mapping file.
 *
 * @param source the file's name
 * @param where the place inside it, for example {@code fields.status.choices}; empty for the whole file
 * @param message what is wrong and what to write instead
 */
public record MappingProblem(String source, String where, String message) {

    /** One line: file, place, message. */
    @Override
    public String toString() {
        return source + (where.isEmpty() ? "" : ", " + where) + ": " + message;
    }
}
