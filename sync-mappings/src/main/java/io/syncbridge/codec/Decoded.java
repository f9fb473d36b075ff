package io.syncbridge.codec;

import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.row.Row;
import java.util.List;

/**
 * A whole record, read.
 *
 * @param row every mapped field that could be read
 * @param problems the fields that could not; when there are any, the row must not be written anywhere
 */
public record Decoded(Row row, List<FieldProblem> problems) {

    /** Copies the list. */
    public Decoded {
        problems = List.copyOf(problems);
    }

    /** True when every field could be read. */
    public boolean isWhole() {
        return problems.isEmpty();
    }
}
