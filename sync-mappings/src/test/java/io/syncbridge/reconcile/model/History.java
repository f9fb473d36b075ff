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
record History(Row start, List<Edit> edits, List<Delete> deletes) {

    History {
        edits = List.copyOf(edits);
        deletes = List.copyOf(deletes);
    }

    /**
     * A user's delete.
     *
     * @param seen the edits its user had before the eyes, directly or through others
     * @param after how many edits there had been
     */
    record Delete(Side side, Set<Integer> seen, int after, Instant at) {}

    /** With one more delete, of a record that held this. */
    History deletedIn(Side side, Row before, Instant at) {
        List<Delete> all = new ArrayList<>(deletes);
        all.add(new Delete(side, seenIn(before), edits.size(), at));
        return new History(start, edits, all);
    }

    private Set<Integer> seenIn(Row row) {
        Set<Integer> seen = new TreeSet<>();
        for (FieldValue shown : row.values().values()) {
            editOf(shown).ifPresent(edit -> {
                seen.add(edit.id());
                seen.addAll(edit.seen());
            });
        }
        return seen;
    }

    /** With one more edit, made on top of what the side then held. */
    History plus(Side side, String field, String value, Instant at, Row before, boolean onUnconfirmed) {
        Set<Integer> seen = seenIn(before);
        Row after = before.with(field, new FieldValue.Text(value));
        List<Edit> all = new ArrayList<>(edits);
        all.add(new Edit(
                edits.size(), side, field, value, at, seen, after, List.of(), false, false, false, onUnconfirmed));
        return new History(start, all, deletes);
    }

    History with(int id, UnaryOperator<Edit> change) {
        List<Edit> all = new ArrayList<>(edits);
        all.set(id, change.apply(all.get(id)));
        return new History(start, all, deletes);
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
