package io.syncbridge.bridge.undo;

import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Field by field: is it still exactly what the bridge wrote, on both sides? Then it may be written back. Whatever anybody
 * made of it since is spared.
 *
 * @param write what goes back
 * @param spared what stays, and why
 */
record FieldJudgement(Row write, List<Undone.Spared> spared) {

    static FieldJudgement of(
            TableMapping mapping,
            AuditHistory history,
            Overwritten record,
            Row supabase,
            Optional<Row> zapier,
            Optional<Instant> editedAt) {
        Row write = Row.NONE;
        List<Undone.Spared> spared = new ArrayList<>();
        record.unreadable()
                .forEach(name -> spared.add(new Undone.Spared(
                        name, "the mapping has no such field any more, or cannot read its values of then")));
        for (FieldMapping field : mapping.fields()) {
            String name = field.name();
            if (!record.after().has(name)
                    || !record.before().has(name)
                    || !mapping.isContent(name)
                    || name.equals(mapping.key())
                    || mapping.same(name, supabase.get(name), record.before().get(name))) {
                continue;
            }
            boolean inSupabase =
                    mapping.same(name, supabase.get(name), record.after().get(name));
            boolean inZapier = zapier.map(row ->
                            mapping.same(name, row.get(name), record.after().get(name)))
                    .orElse(true);
            if (!inSupabase || !inZapier) {
                spared.add(new Undone.Spared(name, since(history, record, name, inSupabase, editedAt)));
            } else if (field.direction() != FieldDirection.BOTH) {
                spared.add(new Undone.Spared(
                        name,
                        field.direction() == FieldDirection.TO_ZAPIER
                                ? "travels from Supabase only; change it there"
                                : "travels from Zapier only; change it there"));
            } else if (field.required() && record.before().get(name).isBlank()) {
                spared.add(new Undone.Spared(name, "had no value before, and the mapping requires one"));
            } else {
                write = write.with(name, record.before().get(name));
            }
        }
        return new FieldJudgement(write, spared);
    }

    /** True when both sides hold all of what the syncs left, where they are at all. */
    static boolean isUntouched(TableMapping mapping, Overwritten record, Row supabase, Optional<Row> zapier) {
        return record.after().values().keySet().stream()
                .filter(mapping::isContent)
                .allMatch(name -> mapping.same(
                                name, supabase.get(name), record.after().get(name))
                        && zapier.map(row -> mapping.same(
                                        name, row.get(name), record.after().get(name)))
                                .orElse(true));
    }

    static Optional<Row> row(Link link, Optional<ZapierRecord> record) {
        return record.map(shown -> link.zapier().decode(shown.data()).row());
    }

    private static String since(
            AuditHistory history, Overwritten record, String field, boolean inSupabase, Optional<Instant> editedAt) {
        Optional<AuditedChange> next = history.nextWrite(record.record(), field, record.last());
        String who = next.map(change -> change.isUndo()
                        ? "changed since by an undo"
                        : change.to()
                                .map(side -> "changed since in " + (side == Side.SUPABASE ? "Zapier" : "Supabase"))
                                .orElse("changed since"))
                .orElse(inSupabase ? "changed since in Zapier" : "changed since in Supabase");
        return who
                + next.map(change -> ", synced at " + change.at() + ", sync " + change.syncId())
                        .or(() -> editedAt.filter(at -> inSupabase).map(at -> ", last edited there at " + at))
                        .orElse("");
    }
}
