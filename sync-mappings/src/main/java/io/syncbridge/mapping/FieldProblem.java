package io.syncbridge.mapping;

/**
 * Why a field cannot be taken or written.
 *
 * @param field the canonical field name
 * @param reason a clause that follows the name; may show the value shortened, so it belongs to the operator and to
 *     parked records, not to logs
 */
public record FieldProblem(String field, String reason) {

    /** {@code field reason}, one sentence. */
    @Override
    public String toString() {
        return field + " " + reason;
    }
}
