package io.syncbridge.bridge.chaos;

import io.syncbridge.bridge.chaos.Content.Field;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges one record's end under newest-wins, from its users' edits alone; reliability reference, I2, I3 and 3.5.
 *
 * <ol>
 *   <li>An edit has <em>seen</em> those before it on its side, and those whose values were on its side when it was made.
 *   <li>The last edit of one side has seen the last of the other: only that side was edited since both agreed. Its content
 *       must be there, whatever the clocks say.
 *   <li>Neither has seen the other: a conflict. Each field must hold the last content of one of the two sides. Is one newer
 *       by more than the margin, each field must hold the newer content, unless the other side's value was written with
 *       sight of that: then both edits live on.
 * </ol>
 *
 * Pure.
 */
final class Judge {

    /** Times are compared at whole seconds, and a webhook is no proof of a time. */
    private static final Duration UNSHARP = Duration.ofSeconds(2);

    private final Duration skew;
    private final Map<Integer, Edit> edits;
    private final Map<Integer, Set<Integer>> seen = new HashMap<>();
    private final List<Edit> supabase;
    private final List<Edit> zapier;

    /**
     * A judge of one record.
     *
     * @param supabase its edits there, in order
     * @param zapier its edits there, in order
     * @param skew by how much the clocks are apart
     */
    Judge(List<Edit> supabase, List<Edit> zapier, Duration skew) {
        this.supabase = supabase;
        this.zapier = zapier;
        this.skew = skew.abs();
        this.edits = Stream.concat(supabase.stream(), zapier.stream())
                .collect(Collectors.toMap(Edit::number, Function.identity()));
    }

    /**
     * What may have gone wrong beyond what any program can mend.
     *
     * @param answersLost answers to the bridge's writes may have been lost or late
     * @param unheard edits in Zapier whose webhook may have been lost
     */
    record Circumstances(boolean answersLost, Set<Integer> unheard) {}

    Verdict judge(Content end, Circumstances circumstances) {
        if (supabase.isEmpty() || zapier.isEmpty()) {
            List<Edit> all = supabase.isEmpty() ? zapier : supabase;
            return oneSided(all.getLast(), all.getLast(), end, circumstances);
        }
        Edit s = supabase.getLast();
        Edit z = zapier.getLast();
        if (hasSeen(z, s.number())) {
            return oneSided(z, s, end, circumstances);
        }
        if (hasSeen(s, z.number())) {
            return oneSided(s, z, end, circumstances);
        }
        return conflict(s, z, end, circumstances);
    }

    private Verdict oneSided(Edit last, Edit other, Content end, Circumstances circumstances) {
        return end.equals(last.after())
                ? new Verdict.Right(Verdict.Kind.ONE_SIDED)
                : wrong(
                        last,
                        other,
                        end,
                        circumstances,
                        "edit " + last.number() + " had seen all of the other side, so " + last.after()
                                + " must stand");
    }

    private Verdict conflict(Edit s, Edit z, Content end, Circumstances circumstances) {
        if (isNewer(s, z)) {
            return newer(s, z, end, circumstances);
        }
        if (isNewer(z, s)) {
            return newer(z, s, end, circumstances);
        }
        if (end.equals(s.after()) || end.equals(z.after())) {
            return new Verdict.Right(Verdict.Kind.EITHER);
        }
        if (isPutRight(s, z, end, circumstances)) {
            return new Verdict.Right(Verdict.Kind.PUT_RIGHT);
        }
        return isOfEither(s, z, end)
                ? new Verdict.Right(Verdict.Kind.JOINED)
                : new Verdict.Wrong("a value came back that neither side's last content " + s.after() + " or "
                        + z.after() + " holds");
    }

    private Verdict newer(Edit winner, Edit loser, Content end, Circumstances circumstances) {
        if (end.equals(winner.after())) {
            return new Verdict.Right(Verdict.Kind.NEWER);
        }
        boolean joined = Stream.of(Field.values())
                .allMatch(field -> end.get(field) == winner.after().get(field)
                        || (end.get(field) == loser.after().get(field)
                                && knew(loser.after().get(field), winner.after().get(field))));
        return joined
                ? new Verdict.Right(Verdict.Kind.JOINED)
                : wrong(
                        winner,
                        loser,
                        end,
                        circumstances,
                        "edit " + winner.number() + " is newer than " + loser.number() + ", so " + winner.after()
                                + " must stand");
    }

    /** A limit excuses the loss of one edit in Zapier, the last, and of nothing else. */
    private Verdict wrong(Edit wanted, Edit other, Content end, Circumstances circumstances, String why) {
        boolean onlyIt = isOfEither(wanted, other, end) || isRightWithout(wanted, end);
        if (circumstances.answersLost() && wanted.side() == Side.ZAPIER && onlyIt) {
            if (lost(wanted, end).allMatch(circumstances.unheard()::contains)) {
                return new Verdict.Excused("a", why);
            }
            if (!skew.isZero() && isWithin(wanted, other, skew.plus(UNSHARP))) {
                return new Verdict.Excused("b", why);
            }
        }
        boolean zapiers = wanted.side() == Side.ZAPIER;
        return isPutRight(zapiers ? other : wanted, zapiers ? wanted : other, end, circumstances)
                ? new Verdict.Right(Verdict.Kind.PUT_RIGHT)
                : new Verdict.Wrong(why);
    }

    /**
     * An edit of Supabase's lost against one of Zapier's that it had not seen; its write was carried out late all the same,
     * and {@code z} was made in another field on top of it. What {@code z} wrote stands, and the late value went.
     */
    private boolean isPutRight(Edit s, Edit z, Content end, Circumstances circumstances) {
        return circumstances.answersLost()
                && !isOfEither(s, z, end)
                && Stream.of(Field.values())
                        .allMatch(field -> end.get(field) == z.after().get(field)
                                || (end.get(field) == s.after().get(field)
                                        && z.before().get(field) == z.after().get(field))
                                || isLate(z, field, end.get(field)));
    }

    private boolean isLate(Edit z, Field field, int winner) {
        int shown = z.after().get(field);
        Edit late = edits.get(shown);
        Edit better = edits.get(winner);
        return shown == z.before().get(field)
                && late != null
                && better != null
                && late.side() == Side.SUPABASE
                && better.side() == Side.ZAPIER
                && !hasSeen(late, winner);
    }

    /** True when all would be well had the side's last edit never been made. */
    private boolean isRightWithout(Edit wanted, Content end) {
        boolean isLast = !zapier.isEmpty() && zapier.getLast().equals(wanted);
        return isLast
                && supabase.size() + zapier.size() > 1
                && new Judge(supabase, zapier.subList(0, zapier.size() - 1), skew)
                                .judge(end, new Circumstances(false, Set.of()))
                        instanceof Verdict.Right;
    }

    private static Stream<Integer> lost(Edit wanted, Content end) {
        return Stream.of(Field.values())
                .filter(field -> end.get(field) != wanted.after().get(field))
                .map(field -> wanted.after().get(field));
    }

    private boolean isNewer(Edit one, Edit other) {
        return one.from().isAfter(other.until().plus(skew).plus(UNSHARP));
    }

    private static boolean isWithin(Edit one, Edit other, Duration distance) {
        Instant first = one.from().isBefore(other.from()) ? one.until() : other.until();
        Instant second = one.from().isBefore(other.from()) ? other.from() : one.from();
        return !second.isAfter(first.plus(distance));
    }

    private static boolean isOfEither(Edit one, Edit other, Content end) {
        return Stream.of(Field.values())
                .allMatch(field -> end.get(field) == one.after().get(field)
                        || end.get(field) == other.after().get(field));
    }

    private boolean knew(int later, int earlier) {
        Edit edit = edits.get(later);
        return edit != null && hasSeen(edit, earlier);
    }

    private boolean hasSeen(Edit edit, int number) {
        return number == edit.number() || seenBy(edit).contains(number);
    }

    private Set<Integer> seenBy(Edit edit) {
        Set<Integer> known = seen.get(edit.number());
        if (known != null) {
            return known;
        }
        Set<Integer> all = new HashSet<>();
        seen.put(edit.number(), all); // two edits cannot each have been made with sight of the other
        List<Edit> same = edit.side() == Side.SUPABASE ? supabase : zapier;
        same.stream().takeWhile(earlier -> earlier.number() != edit.number()).forEach(earlier -> add(earlier, all));
        edit.before().values().values().stream()
                .map(edits::get)
                .filter(earlier -> earlier != null)
                .forEach(earlier -> add(earlier, all));
        return all;
    }

    private void add(Edit earlier, Set<Integer> all) {
        all.add(earlier.number());
        all.addAll(seenBy(earlier));
    }
}
