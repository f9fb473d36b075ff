package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.DeletePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What may happen next in a world. */
public final class Moves {
    private Moves() {}

    /** What kind of event a move is: a driver budgets edits and faults. */
    public enum Kind {
        PROGRESS,
        LATE,
        EDIT,
        FAULT,
        SWEEP
    }

    /** One event that may happen. */
    public record Move(Kind kind, Consumer<World> event) {
        /** Lets it happen. */
        public void in(World world) {
            event.accept(world);
        }
    }

    /** Everything that may happen now, whatever the budget. */
    public static List<Move> of(World world) {
        List<Move> moves = new ArrayList<>();
        network(world, moves);
        workers(world, moves);
        users(world, moves);
        return moves;
    }

    private static void network(World world, List<Move> moves) {
        boolean unlocked = world.book.lockedBy() < 0;
        for (int i = 0; i < world.hintsUnderWay(); i++) {
            int hint = i;
            if (world.isFirstOfItsKind(hint)) {
                if (unlocked) {
                    moves.add(new Move(Kind.PROGRESS, w -> w.deliver(hint)));
                }
                moves.add(new Move(Kind.FAULT, w -> w.drop(hint)));
                if (world.tellsOfZapier(hint)) {
                    moves.add(new Move(Kind.FAULT, w -> w.duplicate(hint)));
                }
            }
        }
        for (int i = 0; i < world.requestsUnderWay(); i++) {
            int request = i;
            moves.add(new Move(Kind.LATE, w -> w.carryOutLate(request)));
        }
        if (world.isAtRest()) {
            moves.add(new Move(Kind.SWEEP, World::sweep));
        }
    }

    private static void workers(World world, List<Move> moves) {
        boolean someoneMayClaim = false;
        for (int i = 0; i < World.WORKERS; i++) {
            int index = i;
            Worker worker = new Worker(world, index);
            if (worker.mayClaim() && !someoneMayClaim) {
                // Idle workers are alike: the first one claims.
                someoneMayClaim = true;
                moves.add(new Move(Kind.PROGRESS, w -> new Worker(w, index).claim()));
            }
            if (worker.isIdle()) {
                continue;
            }
            moves.add(new Move(Kind.FAULT, w -> new Worker(w, index).crash()));
            if (worker.mayBeRobbed()) {
                moves.add(new Move(Kind.FAULT, w -> new Worker(w, index).loseLease()));
            }
            if (worker.isSending()) {
                moves.add(new Move(Kind.PROGRESS, w -> new Worker(w, index).send(Worker.Fate.ANSWERED)));
                for (Worker.Fate fate : Worker.Fate.values()) {
                    if (fate != Worker.Fate.ANSWERED) {
                        moves.add(new Move(Kind.FAULT, w -> new Worker(w, index).send(fate)));
                    }
                }
            } else if (worker.mayStep()) {
                moves.add(new Move(Kind.PROGRESS, w -> new Worker(w, index).step()));
            }
        }
    }

    private static void users(World world, List<Move> moves) {
        if (world.variant.deletes() == DeletePolicy.PROPAGATE) {
            if (world.supabase.isPresent()) {
                moves.add(new Move(Kind.EDIT, World::deleteSupabase));
            }
            if (world.zapier.isPresent()) {
                moves.add(new Move(Kind.EDIT, World::deleteZapier));
            }
        }
        for (String field : world.variant.edited()) {
            if (world.supabase.isPresent()) {
                moves.add(new Move(Kind.EDIT, w -> w.editSupabase(field)));
            }
            if (world.zapier.isPresent()) {
                moves.add(new Move(Kind.EDIT, w -> w.editZapier(field)));
            }
        }
    }
}
