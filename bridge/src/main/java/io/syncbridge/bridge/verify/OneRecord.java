package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.Decoded;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.row.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says how one record stands, given what both sides show.
 *
 * @param id its key, or its Zapier id
 * @param known what the bookkeeping knows of it; several rows where it does not yet know that they are one
 */
record OneRecord(Sides sides, String id, List<Known> known) {
    private static final Decoded NOTHING = new Decoded(Row.NONE, List.of());
    private static final String STRANGE = "Zapier shows a record in a form that is not what its API promises";

    Look compared(Optional<StoredRow> row, ZapierRecord record) {
        Decoded zapier = sides.decoded(record);
        Decoded supabase = row.map(StoredRow::content).orElse(NOTHING);
        List<String> ids = List.of(record.id());
        if (!zapier.isWhole() || !supabase.isWhole()) {
            String reason =
                    Sides.problems(supabase, zapier).map(Object::toString).collect(Collectors.joining("; "));
            return differs(
                    Difference.Kind.UNREADABLE,
                    Optional.of(reason),
                    Sides.unreadable(supabase, zapier),
                    ids,
                    reason + "|" + sides.hash(supabase.row()) + "|" + sides.hash(zapier.row()));
        }
        if (row.isEmpty()) {
            return isLeftByRule(zapier.row())
                    ? new Look.Kept()
                    : differs(
                            Difference.Kind.MISSING_IN_SUPABASE,
                            Optional.empty(),
                            List.of(),
                            ids,
                            sides.hash(zapier.row()));
        }
        List<Difference.Field> fields = sides.differing(supabase.row(), zapier.row());
        return fields.isEmpty()
                ? new Look.Equal()
                : differs(
                        Difference.Kind.FIELDS,
                        Optional.empty(),
                        fields,
                        ids,
                        sides.hash(supabase.row()) + "|" + sides.hash(zapier.row()));
    }

    Look duplicate(Optional<StoredRow> row, List<ZapierRecord> records) {
        List<String> ids = records.stream().map(ZapierRecord::id).sorted().toList();
        return differs(
                Difference.Kind.DUPLICATE,
                Optional.empty(),
                List.of(),
                ids,
                row.map(StoredRow::version).orElse("") + ids);
    }

    /** Only Supabase has it under its key. */
    Look withoutRecord(StoredRow row, Listed listed, boolean someHidden) {
        List<String> ids = known.stream()
                .flatMap(each -> each.zapierId().stream())
                .distinct()
                .toList();
        if (someHidden || ids.stream().anyMatch(listed.unreadable()::contains)) {
            return unreadable(ids);
        }
        if (ids.stream().anyMatch(listed.ids()::contains)) {
            return withoutKey(ids);
        }
        return row.content().isWhole() && isLeftByRule(row.content().row())
                ? new Look.Kept()
                : differs(Difference.Kind.MISSING_IN_ZAPIER, Optional.empty(), List.of(), ids, row.version());
    }

    /** A record of an append-only table without a row of its own. */
    Look withoutRow(String zapierId) {
        return differs(Difference.Kind.MISSING_IN_SUPABASE, Optional.empty(), List.of(), List.of(zapierId), "");
    }

    /** A record of an append-only table with cells that nobody can read. */
    Look unreadableCells(List<FieldProblem> problems) {
        Decoded cells = new Decoded(Row.NONE, problems);
        String reason = problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
        return differs(
                Difference.Kind.UNREADABLE, Optional.of(reason), Sides.unreadable(NOTHING, cells), List.of(id), reason);
    }

    Look withoutKey(List<String> ids) {
        return differs(Difference.Kind.NO_KEY, Optional.empty(), List.of(), ids, "");
    }

    Look unreadable(List<String> ids) {
        return differs(Difference.Kind.UNREADABLE, Optional.of(STRANGE), List.of(), ids, "");
    }

    /** Deleted on the other side and unedited since: a mapping that ignores deletes leaves it there. */
    private boolean isLeftByRule(Row left) {
        return sides.mapping().deletes() == DeletePolicy.IGNORE
                && known.stream()
                        .anyMatch(each -> each.memory().isLive()
                                && !each.busy()
                                && !each.parked()
                                && sides.mapping()
                                        .sameContent(left, each.memory().base()));
    }

    private Look differs(
            Difference.Kind kind,
            Optional<String> problem,
            List<Difference.Field> fields,
            List<String> records,
            String shown) {
        Optional<Known> parked = known.stream().filter(Known::parked).findFirst();
        List<String> ids = Stream.concat(records.stream(), known.stream().flatMap(each -> each.zapierId().stream()))
                .distinct()
                .toList();
        Difference difference = new Difference(
                id,
                kind,
                parked.isPresent() ? Difference.State.PARKED : Difference.State.SETTLED,
                parked.flatMap(Known::reason).or(() -> problem),
                fields,
                ids);
        return new Look.Differs(
                difference,
                known.stream().anyMatch(Known::busy),
                kind + shown,
                known.stream().map(Known::touched).collect(Collectors.joining(" ")));
    }
}
