package io.syncbridge.reconcile.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The bookkeeping row. Memory is kept as the stored JSON text, so that every store and load goes through it.
 *
 * @param lockedBy the worker whose transaction holds the row, or -1
 */
record Book(String memory, long wanted, long fence, boolean leased, int lockedBy, boolean due, List<Hint> hints) {

    Book {
        hints = List.copyOf(hints);
    }

    Book hinted(Hint hint) {
        return new Book(memory, wanted + 1, fence, leased, lockedBy, true, plus(hint));
    }

    /** A replaced state is stored without making the record due: whoever holds it looks again. */
    Book replaced(Hint hint) {
        return new Book(memory, wanted, fence, leased, lockedBy, due, plus(hint));
    }

    Book claimed() {
        return new Book(memory, wanted, fence + 1, true, lockedBy, due, hints);
    }

    Book released() {
        return new Book(memory, wanted, fence, false, lockedBy, due, hints);
    }

    Book locked(int worker) {
        return new Book(memory, wanted, fence, leased, worker, due, hints);
    }

    Book unlocked() {
        return locked(-1);
    }

    Book remembering(String stored) {
        return new Book(stored, wanted, fence, leased, lockedBy, due, hints);
    }

    Book settled(String stored, boolean stillDue) {
        return new Book(stored, wanted, fence, false, lockedBy, stillDue, hints);
    }

    Book swept() {
        return new Book(memory, wanted, fence, leased, lockedBy, true, hints);
    }

    Book without(List<Hint> consumed) {
        List<Hint> left = new ArrayList<>(hints);
        consumed.forEach(left::remove);
        return new Book(memory, wanted, fence, leased, lockedBy, due, left);
    }

    /** Everything but the counters, and hints in any order. */
    Object comparable() {
        return List.of(memory, leased, lockedBy, due, World.unordered(hints));
    }

    private List<Hint> plus(Hint hint) {
        List<Hint> all = new ArrayList<>(hints);
        all.add(hint);
        return all;
    }
}
