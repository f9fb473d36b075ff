package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.Side;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the record may hold in the end: invariants I2 and I3 of the reliability reference.
 *
 * <ol>
 *   <li>One content field: the last edit in the order seen-before, then time (at the coarser clock's unit), then side.
 *       Without a version column the time of a Supabase edit is when the bridge first heard of it, which the users' order
 *       does not bind: any edit that no other had seen and that is its side's last.
 *   <li>Two content fields where every two edits were made one with the other before the eyes: nothing is lost, each
 *       field holds its last edit.
 *   <li>Two content fields otherwise: no phantom. Each field holds the last edit of that field on one side, or what one
 *       side showed at its last edit, or what a write that crossed an edit brought in or replaced beside it (conflicts
 *       are decided for the record).
 * </ol>
 *
 * An edit that left no trace (limit (a)) may count or not. Nor is it certain that one edit counts as seen by another that
 * was made on top of a landing not yet known to have landed, in the same unit of the coarser clock; nor that several edits in Zapier in one unit are told apart when a write of ours
 * crossed one of them (limit (b)).
 *
 * <p>Under merge each field goes by itself, and only an edit that another of the same field had seen may be gone. Under the
 * policies that name a side, that side's edit stands against one made without sight of it.
 */
record Expected(Variant variant, History history, ChronoUnit unit, boolean doubtful) {

    /** The values a content field may have at rest, in any of the units the clocks tick in. */
    static Set<String> of(World world, String field) {
        Set<String> allowed = new TreeSet<>();
        for (ChronoUnit unit : world.variant.comparedIn()) {
            allowed.addAll(new Expected(world.variant, world.history(), unit, world.isAnythingInDoubt()).of(field));
        }
        return allowed;
    }

    private Set<String> of(String field) {
        Set<String> allowed = new TreeSet<>();
        List<Edit> traceless =
                history.edits().stream().filter(this::mayGoUnnoticed).toList();
        for (int choice = 0; choice < 1 << traceless.size(); choice++) {
            List<Edit> counted = new ArrayList<>(history.edits());
            for (int i = 0; i < traceless.size(); i++) {
                if ((choice & (1 << i)) != 0) {
                    counted.remove(traceless.get(i));
                }
            }
            if (traceless.stream().allMatch(edit -> counted.contains(edit) || mayBeLeftOut(edit, counted))) {
                allowed.addAll(of(field, counted));
                allowed.addAll(of(
                        field,
                        counted.stream().map(edit -> blinded(edit, counted)).toList()));
            }
        }
        return allowed;
    }

    private boolean mayGoUnnoticed(Edit edit) {
        return edit.leftNoTrace()
                || inSameTick(edit, history.edits()).stream()
                        .anyMatch(other ->
                                !other.crossing().isEmpty() || !edit.crossing().isEmpty());
    }

    /** One of a tick may stand for the others, not none. */
    private boolean mayBeLeftOut(Edit edit, List<Edit> counted) {
        return edit.leftNoTrace() || !inSameTick(edit, counted).isEmpty();
    }

    private List<Edit> inSameTick(Edit edit, List<Edit> edits) {
        return edits.stream()
                .filter(other -> other.id() != edit.id()
                        && other.side() == edit.side()
                        && other.side() == Side.ZAPIER
                        && time(other).equals(time(edit)))
                .toList();
    }

    private Edit blinded(Edit edit, List<Edit> edits) {
        Set<Integer> surelySeen = new TreeSet<>(edit.seen());
        edits.stream()
                .filter(other -> edit.onUnconfirmed()
                        && other.side() != edit.side()
                        && time(other).equals(time(edit)))
                .forEach(other -> surelySeen.remove(other.id()));
        return edit.seeing(surelySeen);
    }

    private Set<String> of(String field, List<Edit> edits) {
        if (edits.isEmpty()) {
            return Set.of(text(history.start(), field));
        }
        if (!history.deletes().isEmpty()) {
            // A record that was made anew holds what somebody had last made of it; the rest is said of deletes.
            return variant.contentFields() == 1 ? anyLast(edits) : noPhantom(field, edits);
        }
        if (variant.policy() == ConflictPolicy.MERGE) {
            Set<String> allowed = new TreeSet<>(unseenOrStart(
                    field,
                    edits.stream().filter(edit -> edit.field().equals(field)).toList()));
            if (doubtful && variant.contentFields() > 1) {
                // An event that alone tells of an overwritten edit counts only while nobody has edited another field
                // since.
                allowed.addAll(noPhantom(field, edits));
            }
            return allowed;
        }
        if (variant.fillsIn() && doubtful) {
            // A write beside an edit, its answer lost and the edit's webhook still under way: it moved the edit's time.
            return variant.contentFields() == 1 ? anyLast(edits) : noPhantom(field, edits);
        }
        if (variant.contentFields() == 1) {
            return switch (variant.policy()) {
                case SUPABASE_WINS -> preferring(Side.SUPABASE, edits);
                case ZAPIER_WINS -> preferring(Side.ZAPIER, edits);
                case ASK -> asked(edits);
                case NEWEST_WINS, MERGE -> variant.hasVersion() ? newest(edits) : unseen(edits);
            };
        }
        boolean certain = variant.policy() == ConflictPolicy.NEWEST_WINS || !doubtful;
        if (allOrdered(edits) && certain) {
            return last(field, edits);
        }
        Optional<String> winner = winnerOfTheRecord(field, edits);
        return winner.isPresent() ? Set.of(winner.get()) : noPhantom(field, edits);
    }

    private Set<String> newest(List<Edit> edits) {
        Instant latest = edits.stream().map(this::time).max(Instant::compareTo).orElseThrow();
        List<Edit> newest =
                edits.stream().filter(edit -> time(edit).equals(latest)).toList();
        List<Edit> top = newest.stream()
                .filter(edit -> newest.stream().noneMatch(other -> other.seen().contains(edit.id())))
                .toList();
        return lastOfEachSide(top).stream()
                .filter(edit ->
                        edit.side() == Side.SUPABASE || top.stream().noneMatch(other -> other.side() == Side.SUPABASE))
                .map(Edit::value)
                .collect(TreeSet::new, Set::add, Set::addAll);
    }

    /** What a person picked; where a write was in doubt, also between an edit and one made on top of it. */
    private Set<String> asked(List<Edit> edits) {
        return doubtful ? anyLast(edits) : unseen(edits);
    }

    private static Set<String> anyLast(List<Edit> edits) {
        return lastOfEachSide(edits).stream().map(Edit::value).collect(TreeSet::new, Set::add, Set::addAll);
    }

    private Set<String> unseenOrStart(String field, List<Edit> edits) {
        return edits.isEmpty() ? Set.of(text(history.start(), field)) : unseen(edits);
    }

    /** Of edits made without sight of each other the side's own. */
    private Set<String> preferring(Side side, List<Edit> edits) {
        Set<String> heads = unseen(edits);
        Set<String> own = edits.stream()
                .filter(edit -> edit.side() == side && heads.contains(edit.value()))
                .map(Edit::value)
                .collect(TreeSet::new, Set::add, Set::addAll);
        if (doubtful) {
            // An edit on top of a landing that is not known to have landed looks like one made without sight of it.
            lastOfEachSide(edits).stream().filter(edit -> edit.side() == side).forEach(edit -> heads.add(edit.value()));
        }
        return own.isEmpty() || doubtful ? heads : own;
    }

    private Set<String> unseen(List<Edit> edits) {
        return lastOfEachSide(edits).stream()
                .filter(edit -> edits.stream().noneMatch(other -> other.seen().contains(edit.id())))
                .map(Edit::value)
                .collect(TreeSet::new, Set::add, Set::addAll);
    }

    private boolean allOrdered(List<Edit> edits) {
        return edits.stream()
                .allMatch(one -> edits.stream()
                        .allMatch(
                                other -> one.id() >= other.id() || other.seen().contains(one.id())));
    }

    /** Whatever else a conflict over the whole record costs, the newest edit of all is in what wins. */
    private Optional<String> winnerOfTheRecord(String field, List<Edit> edits) {
        Set<String> newest = newest(edits);
        boolean told = !doubtful && variant.policy() == ConflictPolicy.NEWEST_WINS && variant.hasVersion();
        return edits.stream()
                .filter(edit -> told
                        && newest.equals(Set.of(edit.value()))
                        && edit.field().equals(field))
                .map(Edit::value)
                .findFirst();
    }

    private Set<String> last(String field, List<Edit> edits) {
        return Set.of(edits.stream()
                .filter(edit -> edit.field().equals(field))
                .reduce((first, second) -> second)
                .map(Edit::value)
                .orElse(text(history.start(), field)));
    }

    private Set<String> noPhantom(String field, List<Edit> edits) {
        Set<String> allowed = new TreeSet<>();
        for (Side side : Side.values()) {
            List<Edit> own = edits.stream().filter(edit -> edit.side() == side).toList();
            own.stream()
                    .filter(edit -> edit.field().equals(field))
                    .reduce((first, second) -> second)
                    .ifPresent(edit -> allowed.add(edit.value()));
            own.stream()
                    .filter(edit -> edit.crossing().stream().anyMatch(fields -> fields.has(field)))
                    .forEach(edit -> allowed.add(text(edit.rowAfter(), field)));
            own.stream()
                    .reduce((first, second) -> second)
                    .map(Edit::crossing)
                    .orElse(List.of())
                    .forEach(fields -> allowed.add(text(fields, field)));
            allowed.add(text(own.isEmpty() ? history.start() : own.getLast().rowAfter(), field));
        }
        return allowed;
    }

    private static List<Edit> lastOfEachSide(List<Edit> edits) {
        return Arrays.stream(Side.values())
                .flatMap(side ->
                        edits.stream().filter(edit -> edit.side() == side).reduce((first, second) -> second).stream())
                .toList();
    }

    private Instant time(Edit edit) {
        return edit.at().truncatedTo(unit);
    }

    private static String text(Row row, String field) {
        return Optional.of(row.get(field))
                .filter(FieldValue.Text.class::isInstance)
                .map(value -> ((FieldValue.Text) value).value())
                .orElse("");
    }
}
