package io.syncbridge.reconcile;

import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;

/**
 * A write to Zapier that was started and whose effect is not yet known. Stored before the request leaves; a request may
 * still be carried out long after its answer was given up on.
 *
 * @param id unique per HTTP attempt; audit rows show it as {@code sync_id}
 * @param kind create, patch or delete
 * @param fields what the request writes; nothing for a delete
 * @param before what Zapier was seen to hold when it was decided; empty for a create
 * @param sentAt when it was stored, by the database's clock
 * @param stamp the time of the edit it carries
 * @param rule why it was decided
 * @param lost the values of the side that lost the conflict; empty without one
 * @param clamped true when a side stated a time in the future when it was decided
 */
public record Attempt(
        String id,
        Kind kind,
        Row fields,
        Row before,
        Instant sentAt,
        Instant stamp,
        Rule rule,
        Row lost,
        boolean clamped) {

    /** What the request does. */
    public enum Kind {
        CREATE,
        PATCH,
        DELETE
    }

    /** An attempt decided at times that both sides state credibly. */
    public Attempt(String id, Kind kind, Row fields, Row before, Instant sentAt, Instant stamp, Rule rule, Row lost) {
        this(id, kind, fields, before, sentAt, stamp, rule, lost, false);
    }

    /** True for a delete, which writes no field and so shows in none. */
    boolean isDelete() {
        return kind == Kind.DELETE;
    }

    /** True when a row shows everything this attempt writes, version fields apart. */
    boolean isIn(TableMapping mapping, Row row) {
        return !isDelete()
                && shownIn(mapping, row)
                        == fields.values().keySet().stream()
                                .filter(mapping::isContent)
                                .count();
    }

    /** How many of its content fields a row shows. */
    long shownIn(TableMapping mapping, Row row) {
        return fields.values().keySet().stream()
                .filter(mapping::isContent)
                .filter(field -> mapping.same(field, fields.get(field), row.get(field)))
                .count();
    }

    /** The part of it that an answer shows to have landed, where Zapier refused some of its values. */
    public Attempt landedIn(TableMapping mapping, Row shown) {
        return of(fields.only(field -> mapping.same(field, fields.get(field), shown.get(field))));
    }

    /** What is left of it beside that part. */
    public Attempt without(Attempt landed) {
        return of(fields.only(field -> !landed.fields().has(field)));
    }

    private Attempt of(Row part) {
        return new Attempt(id, kind, part, before, sentAt, stamp, rule, lost, clamped);
    }

    /** The record's content if this attempt lands on what was seen. */
    public Row intended() {
        return before.overlaidBy(fields);
    }
}
