package io.syncbridge.mapping;

import java.util.OptionalInt;

/**
 * One thing wrong with a mapping file.
 *
 * @param source the file's name
 * @param line the line in it, from 1; empty where the problem is of the whole file or the place already says it
 * @param where the place inside it, for example {@code fields.status.choices}; empty for the whole file
 * @param message what is wrong and what to write instead
 */
public record MappingProblem(String source, OptionalInt line, String where, String message) {

    /** A problem whose line is not known. */
    public MappingProblem(String source, String where, String message) {
        this(source, OptionalInt.empty(), where, message);
    }

    /** The same problem on this line. */
    public MappingProblem atLine(int found) {
        return new MappingProblem(source, OptionalInt.of(found), where, message);
    }

    /** One line: file, line, place, message. */
    @Override
    public String toString() {
        String at = line.isPresent() ? ", line " + line.getAsInt() : "";
        return source + at + (where.isEmpty() ? "" : ", " + where) + ": " + message;
    }
}
