package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.zapier.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a chain entry by entry and says where it breaks first; goes on from there by the hashes that are written, so that one
 * break is one problem. Needs neither database nor network. What it remembers does not grow with the chain, but for erased rows
 * whose erasure has not come yet.
 */
final class ChainProof {
    private static final int TOLD = 20;

    private final Signing signing;
    private final Set<String> anchors;
    private final ChainHead before;
    private final long now;
    private final Map<String, ChainEntry> unexplained = new LinkedHashMap<>();
    private final List<String> erasures = new ArrayList<>();
    private ChainHead head;
    private Optional<Problem> first = Optional.empty();
    private long problems;
    private long entries;
    private long days;
    private long erased;
    private long expired;
    private long adopted;

    /**
     * A proof of what follows.
     *
     * @param readAt when the database was read: retention is judged by it
     * @param anchors heads that were noted down earlier
     * @param keys for signatures
     */
    ChainProof(ChainHead before, Instant readAt, Set<String> anchors, List<Secret> keys) {
        this.before = before;
        this.head = before;
        this.now = ChainAppend.micros(readAt);
        this.anchors = new LinkedHashSet<>(anchors);
        this.anchors.remove(before.hash());
        this.signing = new Signing(keys);
    }

    void entry(Sealed sealed) {
        ChainEntry entry = sealed.entry();
        link(entry);
        if (fits(entry, sealed.row())) {
            sealed.row().ifPresent(row -> row.erases().forEach(id -> explained(entry, row, id)));
        }
        entries++;
        days += entry.n() == 1 || entries == 1 ? 1 : 0;
        anchors.remove(entry.hash());
        signing.entry(entry);
        head = entry.head();
    }

    void unchained(String table, long rowId) {
        String plain = ChainEntry.plain(table);
        problem(new Problem(
                Problem.Kind.INSERTED,
                Optional.empty(),
                plain,
                Optional.of(rowId),
                "row " + rowId + " of " + plain
                        + " has no entry: it was inserted past the bridge, or entries were cut off the chain"));
    }

    void problem(Problem problem) {
        problems++;
        if (first.isEmpty() || place(problem) < place(first.get())) {
            first = Optional.of(problem);
        }
    }

    private static long place(Problem problem) {
        return problem.seq().orElse(Long.MAX_VALUE);
    }

    /** The end; to be called once. */
    Verdict verdict(boolean whole, long waiting) {
        unexplained
                .values()
                .forEach(entry -> problem(Problem.row(
                        Problem.Kind.ALTERED,
                        entry,
                        "was altered: its values are gone, and no erasure " + (whole ? "" : "in this part ")
                                + "tells of it")));
        anchors.forEach(anchor -> problem(Problem.of(
                Problem.Kind.HEAD,
                "the anchor " + anchor + " is the hash of no entry" + (whole ? "" : " of this part")
                        + ": the chain was cut or made anew since it was noted down")));
        signing.problem(whole).ifPresent(this::problem);
        return new Verdict(
                entries,
                days,
                whole,
                before,
                head,
                problems,
                first,
                erased,
                List.copyOf(erasures),
                expired,
                adopted,
                waiting,
                signing.state(whole),
                Instant.EPOCH.plus(now, ChronoUnit.MICROS));
    }

    private void link(ChainEntry entry) {
        if (entry.seq() > head.seq() + 1) {
            String which = entry.seq() == head.seq() + 2
                    ? "entry " + (head.seq() + 1) + " is missing"
                    : "entries " + (head.seq() + 1) + " to " + (entry.seq() - 1) + " are missing";
            problem(Problem.entry(
                    Problem.Kind.MISSING,
                    head.seq() + 1,
                    which + ", sealed " + (head.seq() == 0 ? "" : "on " + head.day() + " or later, ") + "on "
                            + entry.day() + " or before"));
        } else if (entry.seq() <= head.seq()) {
            problem(Problem.entry(
                    Problem.Kind.INSERTED,
                    entry.seq(),
                    "entry " + entry.seq() + " stands after entry " + head.seq() + ", where it cannot be"));
        } else if (!entry.hash().equals(entry.hashAfter(head.hash())) || !isNext(entry)) {
            problem(Problem.row(
                    Problem.Kind.ALTERED, entry, "has an entry that was altered, or not made by the bridge"));
        }
    }

    private boolean isNext(ChainEntry entry) {
        if (head.seq() > 0 && entry.day().equals(head.day())) {
            return entry.n() == head.n() + 1;
        }
        return entry.n() == 1 && (head.seq() == 0 || entry.day().isAfter(head.day()));
    }

    /** False when the row is not what was sealed; a problem then says so. */
    private boolean fits(ChainEntry entry, Optional<AuditRow> row) {
        switch (entry.state()) {
            case ALTERED ->
                problem(Problem.row(Problem.Kind.ALTERED, entry, "was altered between its writing and its sealing"));
            case MISSING ->
                problem(Problem.row(Problem.Kind.MISSING, entry, "was removed between its writing and its sealing"));
            case ADOPTED -> adopted++;
            case SEALED -> {}
        }
        if (row.isPresent()) {
            Optional<String> difference = difference(entry, row.get());
            difference.ifPresent(what -> problem(Problem.row(Problem.Kind.ALTERED, entry, what)));
            return difference.isEmpty();
        }
        if (entry.keepUntil().filter(until -> until < now).isPresent()) {
            expired++;
        } else if (entry.state() != ChainEntry.State.MISSING) {
            problem(Problem.row(Problem.Kind.MISSING, entry, "is missing"));
        }
        return true;
    }

    private Optional<String> difference(ChainEntry entry, AuditRow row) {
        if (!row.contentHash(entry.table(), entry.valuesHash()).equals(entry.contentHash())) {
            return Optional.of("was altered");
        }
        if (entry.salt().isPresent()) {
            boolean same = row.valuesHash(Hashes.bytes(entry.salt().get())).equals(entry.valuesHash());
            return same && !row.hasMark()
                    ? Optional.empty()
                    : Optional.of("was altered: its values are not those that were sealed");
        }
        if (!row.isErased()) {
            return Optional.of("was altered: the salt of its values was taken away");
        }
        unexplained.put(name(entry.table(), entry.rowId()), entry);
        return Optional.empty();
    }

    private void explained(ChainEntry proof, AuditRow row, long rowId) {
        Optional<ChainEntry> known = Optional.ofNullable(unexplained.remove(name(proof.table(), rowId)));
        if (known.isPresent()) {
            erased++;
            if (erasures.size() < TOLD) {
                erasures.add("row " + rowId + " of " + ChainEntry.plain(proof.table()) + ": values erased on "
                        + row.micros()
                                .map(at -> Instant.EPOCH
                                        .plus(at, ChronoUnit.MICROS)
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString())
                                .orElse("an unknown day")
                        + " by " + row.erasedBy());
            }
        }
    }

    private static String name(String table, long rowId) {
        return table + " " + rowId;
    }
}
