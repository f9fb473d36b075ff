package io.syncbridge.reconcile;

import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the bridge remembers of one record. Source: reliability reference, section 3.1, in the form for Zapier tables
 * without a sync_id field: attempts in doubt and known landings do the token's job.
 *
 * @param standing whether both sides were ever known to hold the record
 * @param base the last content both sides are known to have held; version fields as Zapier held them
 * @param zapierVersion the record's edited_at at base; EPOCH when unknown
 * @param stamp the time of the winning edit so far, never runs back; EPOCH when none
 * @param own our last write to Supabase, while it may still be the row's content
 * @param unseenEdit a user's change that our last patch left standing, with its true time
 * @param blind when Zapier edits may have been overwritten without our seeing them
 * @param doubts attempts whose outcome is unknown, oldest first
 */
public record Memory(
        Standing standing,
        Row base,
        Instant zapierVersion,
        Instant stamp,
        Optional<OwnWrite> own,
        Optional<UnseenEdit> unseenEdit,
        Optional<Blind> blind,
        List<Attempt> doubts) {

    private static final int MOST_LANDINGS = 20;

    /** Nothing known. */
    public static final Memory NOTHING = new Memory(
            Standing.NEW,
            Row.NONE,
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    /** Copies the list. */
    public Memory {
        doubts = List.copyOf(doubts);
    }

    /** How far a record has come. */
    public enum Standing {
        /** Never agreed. */
        NEW,
        /** Both sides held the base. */
        LIVE,
        /** Was live, then gone on both sides. */
        TOMB
    }

    /** The content of our last write to Supabase and the time of the edit it carried, which the row's trigger hides. */
    public record OwnWrite(String contentHash, Instant stamp) {}

    /** A user's change found under our landing {@code landedAt}, made at {@code editedAt}. */
    public record UnseenEdit(Instant landedAt, Instant editedAt) {}

    /**
     * A landing whose {@code old} nobody saw happened after {@code from}, at the latest at {@code until}; what it left
     * has one of these content hashes.
     */
    public record Blind(Instant from, Instant until, List<String> landedHashes) {
        /** Copies the list. */
        public Blind {
            landedHashes = List.copyOf(landedHashes);
        }
    }

    /** True when there is an agreed base. */
    public boolean isLive() {
        return standing == Standing.LIVE;
    }

    /** With one more attempt, stored before it is sent. */
    public Memory attempting(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(doubts);
        all.add(attempt);
        return withDoubts(all);
    }

    /** Without an attempt: it is known to have landed, or never to land. */
    public Memory without(String attemptId) {
        return withDoubts(
                doubts.stream().filter(doubt -> !doubt.id().equals(attemptId)).toList());
    }

    /**
     * Without the attempt that evidently landed; where several could be it, all stay. Only a record that left the base is
     * evidence: the base itself may be the answered twin of an attempt that is still on its way.
     */
    Memory withoutLanded(TableMapping mapping, Row lastBase, Row zapier) {
        List<Attempt> candidates = doubts.stream()
                .filter(doubt -> doubt.isIn(mapping, zapier) && !doubt.isIn(mapping, lastBase))
                .toList();
        return candidates.size() == 1 ? without(candidates.getFirst().id()) : this;
    }

    /** Without attempts stored before the given time: no request is carried out that late. */
    public Memory withoutDoubtsBefore(Instant time) {
        return withDoubts(
                doubts.stream().filter(doubt -> !doubt.sentAt().isBefore(time)).toList());
    }

    /** With another list of doubts. */
    public Memory withDoubts(List<Attempt> attempts) {
        return new Memory(standing, base, zapierVersion, stamp, own, unseenEdit, blind, attempts);
    }

    /** With another base; nothing else is known anew. */
    public Memory withBase(Row newBase) {
        return new Memory(standing, newBase, zapierVersion, stamp, own, unseenEdit, blind, doubts);
    }

    /** With the time of a winning edit that is now known to have reached Zapier. */
    public Memory stampedAtLeast(Instant time) {
        return time.isAfter(stamp)
                ? new Memory(standing, base, zapierVersion, time, own, unseenEdit, blind, doubts)
                : this;
    }

    /** With a time during which edits may have been overwritten unseen, joined to the one already known. */
    public Memory blindUntil(Instant landedAt, String landedHash) {
        List<String> hashes = landedHashes(landedHash);
        Instant from = blind.map(Blind::from).orElse(zapierVersion);
        Instant until = blind.map(Blind::until).filter(landedAt::isBefore).orElse(landedAt);
        Blind joined = new Blind(from, until, hashes);
        return new Memory(standing, base, zapierVersion, stamp, own, unseenEdit, Optional.of(joined), doubts);
    }

    /**
     * With a landing whose answer came. Where there is a blind time, the next unseen landing may stretch it over this one,
     * and its webhook, which Zapier may say much later, is no user's edit.
     */
    Memory landed(String landedHash) {
        return blind.map(known -> new Memory(
                        standing,
                        base,
                        zapierVersion,
                        stamp,
                        own,
                        unseenEdit,
                        Optional.of(new Blind(known.from(), known.until(), landedHashes(landedHash))),
                        doubts))
                .orElse(this);
    }

    private List<String> landedHashes(String landedHash) {
        List<String> hashes = new ArrayList<>(blind.map(Blind::landedHashes).orElse(List.of()));
        hashes.remove(landedHash);
        hashes.add(landedHash);
        return hashes.subList(Math.max(0, hashes.size() - MOST_LANDINGS), hashes.size());
    }

    /** With edits possibly unseen between two known versions of the record. */
    public Memory blindFrom(Instant from, Instant until) {
        Optional<Blind> joined = Optional.of(new Blind(
                blind.map(Blind::from).filter(from::isAfter).orElse(from),
                until,
                blind.map(Blind::landedHashes).orElse(List.of())));
        return new Memory(standing, base, zapierVersion, stamp, own, unseenEdit, joined, doubts);
    }

    /** With a new base that both sides hold as of this Zapier version. */
    public Memory agreedOn(Row newBase, Instant version, Instant newStamp) {
        return new Memory(Standing.LIVE, newBase, version, newStamp, own, Optional.empty(), blind, doubts);
    }

    /** With our write to Supabase as the row's content. */
    public Memory owning(OwnWrite write) {
        return new Memory(standing, base, zapierVersion, stamp, Optional.of(write), unseenEdit, blind, doubts);
    }

    /** With a user's change that stands beside our landing. */
    public Memory leaving(Optional<UnseenEdit> edit) {
        return new Memory(standing, base, zapierVersion, stamp, own, edit, blind, doubts);
    }

    /** Gone on both sides; attempts in doubt stay, a late creation must be recognised. */
    public Memory buried() {
        return new Memory(
                Standing.TOMB,
                Row.NONE,
                Instant.EPOCH,
                stamp,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                doubts);
    }

    /** The Zapier record is another one from now on (deleted and made again): its clock starts anew. */
    public Memory relinked() {
        return new Memory(standing, base, Instant.EPOCH, stamp, own, Optional.empty(), Optional.empty(), doubts);
    }

    /**
     * Only Supabase still holds the record, and Zapier shall get a new one: as if the two had never agreed. A crash before
     * the creation then leads to the creation, never to a delete; old writes concern a record that is no more.
     */
    Memory anew() {
        List<Attempt> creations = doubts.stream()
                .filter(doubt -> doubt.kind() == Attempt.Kind.CREATE)
                .toList();
        return new Memory(
                Standing.NEW, Row.NONE, Instant.EPOCH, stamp, own, Optional.empty(), Optional.empty(), creations);
    }

    /** Never agreed, though something of ours may be there. */
    Memory unagreed() {
        return new Memory(Standing.NEW, base, zapierVersion, stamp, own, unseenEdit, blind, doubts);
    }

    /** True when a delete of ours may have been carried out, or still may be. */
    boolean hasDeleteInDoubt() {
        return doubts.stream().anyMatch(Attempt::isDelete);
    }

    /** Without the delete that evidently landed; where several could be it, all stay. */
    Memory withoutLandedDelete() {
        List<Attempt> deletes = doubts.stream().filter(Attempt::isDelete).toList();
        return deletes.size() == 1 ? without(deletes.getFirst().id()) : this;
    }
}
