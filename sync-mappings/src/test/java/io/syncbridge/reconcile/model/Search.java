package io.syncbridge.reconcile.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;

/**
 * Every interleaving of a few edits and faults, depth first. Worlds that are alike are gone on from once. Wherever the
 * world is at rest it is also let end there, and the laws are checked.
 */
public final class Search {
    private final int edits;
    private final int faults;
    private final Set<Digest> known = new HashSet<>();
    private final MessageDigest md5;
    private long steps;
    private long ends;

    private Search(int edits, int faults) {
        this.edits = edits;
        this.faults = faults;
        try {
            this.md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }

    /**
     * What was covered.
     *
     * @param states different worlds
     * @param steps events from one to another
     * @param ends worlds at rest at which the laws were checked
     */
    public record Covered(int states, long steps, long ends) {}

    /** Searches from a world at rest; a broken law is an AssertionError with the story. */
    public static Covered all(World start, int edits, int faults) {
        Search search = new Search(edits + start.edits(), faults);
        search.from(start);
        return new Covered(search.known.size(), search.steps, search.ends);
    }

    private void from(World world) {
        if (!known.add(digest(world))) {
            return;
        }
        boolean atRest = world.isAtRest();
        if (atRest) {
            ends++;
            Laws.check(world.copy());
        }
        for (Moves.Move move : Moves.of(world)) {
            boolean possible = switch (move.kind()) {
                case PROGRESS, LATE -> true;
                case EDIT -> world.edits() < edits;
                case FAULT -> world.faults() < faults;
                // A sweep matters when something comes after it; the one at the end is part of the laws.
                case SWEEP -> world.edits() < edits || world.faults() < faults;
            };
            if (possible) {
                steps++;
                World next = world.copy();
                move.in(next);
                from(next);
            }
        }
    }

    /** Millions of worlds are remembered by 128 bits each. */
    private Digest digest(World world) {
        ByteBuffer halves = ByteBuffer.wrap(md5.digest(world.key().getBytes(StandardCharsets.UTF_8)));
        return new Digest(halves.getLong(), halves.getLong());
    }

    private record Digest(long high, long low) {}
}
