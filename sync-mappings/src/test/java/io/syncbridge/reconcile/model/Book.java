package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bookkeeping row. Memory is kept as the stored JSON text, so that every store and load goes through it.
 *
 * @param lockedBy the worker whose transaction holds the row, or -1
 * @param parked true while it waits for a person
 * @param choice the side that a person picked
 */
record Book(
        String memory,
        long wanted,
        long fence,
        boolean leased,
        int lockedBy,
        boolean due,
        List<Hint> hints,
        boolean parked,
        Optional<Side> choice) {

    Book {
        hints = List.copyOf(hints);
    }

    Book hinted(Hint hint) {
        return new Book(memory, wanted + 1, fence, leased, lockedBy, true, plus(hint), false, choice);
    }

    /** A replaced state is stored without making the record due: whoever holds it looks again. */
    Book replaced(Hint hint) {
        return new Book(memory, wanted, fence, leased, lockedBy, due, plus(hint), parked, choice);
    }

    Book claimed() {
        return new Book(memory, wanted, fence + 1, true, lockedBy, due, hints, parked, choice);
    }

    Book released() {
        return new Book(memory, wanted, fence, false, lockedBy, due, hints, parked, choice);
    }

    Book locked(int worker) {
        return new Book(memory, wanted, fence, leased, worker, due, hints, parked, choice);
    }

    Book unlocked() {
        return locked(-1);
    }

    Book remembering(String stored) {
        return new Book(stored, wanted, fence, leased, lockedBy, due, hints, parked, choice);
    }

    Book settled(String stored, boolean stillDue) {
        return new Book(stored, wanted, fence, false, lockedBy, stillDue, hints, false, Optional.empty());
    }

    /** Waits for a person; states that a write of ours replaced are kept. */
    Book parked(boolean again) {
        List<Hint> kept =
                hints.stream().filter(hint -> hint.kind() == Hint.Kind.REPLACED).toList();
        return again
                ? new Book(memory, wanted, fence, false, lockedBy, true, hints, false, choice)
                : new Book(memory, wanted, fence, false, lockedBy, false, kept, true, Optional.empty());
    }

    /** A person decides. */
    Book chosen(Side side) {
        return new Book(memory, wanted + 1, fence, leased, lockedBy, true, hints, false, Optional.of(side));
    }

    Book swept() {
        return new Book(memory, wanted, fence, leased, lockedBy, true, hints, parked, choice);
    }

    Book without(List<Hint> consumed) {
        List<Hint> left = new ArrayList<>(hints);
        consumed.forEach(left::remove);
        return new Book(memory, wanted, fence, leased, lockedBy, due, left, parked, choice);
    }

    /** Everything but the counters, and hints in any order. */
    Object comparable() {
        return List.of(memory, leased, lockedBy, due, World.unordered(hints), parked, choice);
    }

    private List<Hint> plus(Hint hint) {
        List<Hint> all = new ArrayList<>(hints);
        all.add(hint);
        return all;
    }
}
