package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.Side;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What must hold where users delete and deletes spread: invariant I6 of the reliability reference. */
final class DeleteLaws {
    private DeleteLaws() {}

    static void check(World world) {
        History history = world.history();
        if (history.deletes().isEmpty()) {
            return;
        }
        Optional<Edit> survivor = Arrays.stream(Side.values())
                .flatMap(side -> last(history, side).stream())
                .filter(edit -> beatsEveryDelete(history, edit))
                .findFirst();
        Laws.hold(
                world,
                survivor.isEmpty() || world.zapier.isPresent(),
                "I6: edit " + survivor.map(Edit::value).orElse("") + " beats the delete");
        // A record whose last write is in doubt may be created again: nobody can know whom its delete had seen.
        // So may one into which an overwritten edit was merged: then the row holds what no delete in Zapier had seen.
        boolean merged = world.variant.policy() == ConflictPolicy.MERGE
                && history.edits().stream().anyMatch(edit -> !edit.crossing().isEmpty());
        boolean stays = !world.isAnythingInDoubt()
                && !merged
                && Arrays.stream(Side.values())
                        .allMatch(side -> last(history, side)
                                .filter(edit -> !isCovered(history, edit))
                                .isEmpty());
        Laws.hold(
                world,
                !stays || world.zapier.isEmpty(),
                "I6: what was deleted by someone who saw it all stays deleted");
    }

    private static Optional<Edit> last(History history, Side side) {
        return history.edits().stream().filter(edit -> edit.side() == side).reduce((first, second) -> second);
    }

    /** Last of its side, made in sight of every other edit, by none of whose deletes it was seen, and noticed at all. */
    private static boolean beatsEveryDelete(History history, Edit edit) {
        List<Edit> edits = history.edits();
        return !edit.leftNoTrace()
                && edits.stream()
                        .allMatch(
                                other -> other.id() == edit.id() || edit.seen().contains(other.id()))
                && history.deletes().stream()
                        .allMatch(delete ->
                                delete.side() != edit.side() && !delete.seen().contains(edit.id()));
    }

    /**
     * Seen by a delete of the other side, or followed by one of its own. Not the latter where both sides deleted an edited
     * Zapier record: if a delete of ours was under way, nobody can tell which of the two it fell to, and it comes back.
     */
    private static boolean isCovered(History history, Edit edit) {
        boolean rival = edit.side() == Side.ZAPIER
                && history.deletes().stream().anyMatch(delete -> delete.side() == Side.SUPABASE);
        return history.deletes().stream()
                .anyMatch(delete -> delete.side() == edit.side()
                        ? delete.after() > edit.id() && !rival
                        : delete.seen().contains(edit.id()));
    }
}
