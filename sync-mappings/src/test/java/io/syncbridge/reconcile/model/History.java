package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.Side;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Every edit of the users, in the order they were made. */
record History(Row start, List<Edit> edits) {

    History {
        edits = List.copyOf(edits);
    }

    /** With one more edit, made on top of what the side then held. */
    History plus(Side side, String field, String value, Instant at, Row before, boolean onUnconfirmed) {
        Set<Integer> seen = new TreeSet<>();
        for (FieldValue shown : before.values().values()) {
            editOf(shown).ifPresent(edit -> {
                seen.add(edit.id());
                seen.addAll(edit.seen());
            });
        }
        Row after = before.with(field, new FieldValue.Text(value));
        List<Edit> all = new ArrayList<>(edits);
        all.add(new Edit(
                edits.size(), side, field, value, at, seen, after, List.of(), false, false, false, onUnconfirmed));
        return new History(start, all);
    }

    History with(int id, UnaryOperator<Edit> change) {
        List<Edit> all = new ArrayList<>(edits);
        all.set(id, change.apply(all.get(id)));
        return new History(start, all);
    }

    /** The users' edits in Zapier that a record shows. */
    List<Integer> zapierEditsIn(Row row) {
        return row.values().values().stream()
                .flatMap(value -> editOf(value).stream())
                .filter(edit -> edit.side() == Side.ZAPIER)
                .map(Edit::id)
                .toList();
    }

    private Optional<Edit> editOf(FieldValue value) {
        return value instanceof FieldValue.Text text
                ? edits.stream()
                        .filter(edit -> edit.value().equals(text.value()))
                        .findFirst()
                : Optional.empty();
    }
}
