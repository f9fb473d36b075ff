package io.syncbridge.reconcile.model;

import io.syncbridge.codec.MemoryJson;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Landing;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Reconciler;
import io.syncbridge.reconcile.Settlement;
import io.syncbridge.reconcile.ZapierEvent;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a world and what users and the network do to it; what workers do is in {@link Worker}. Clocks are in
 * sync and move only when something is stamped, so that states that differ in nothing else are equal.
 *
 * <p>Not modelled, being the engine's: the brake on deletes, a second record of one create (a create that finds the record there does
 * nothing), copies made by users.
 */
public final class World {
    /** One microsecond past a second: a clock on a round time would be taken for a coarser one. */
    static final Instant START = Instant.parse("2026-03-01T12:00:00.000001Z");

    static final int WORKERS = 2;
    static final Instant LONG_AGO = Instant.parse("2026-02-01T08:00:00Z");

    final Variant variant;
    final TableMapping mapping;
    final Reconciler reconciler;
    final Settlement settlement;

    private long micros;
    private long tick = 7;
    Optional<SupabaseRow> supabase = Optional.empty();
    Optional<ZapierRecord> zapier = Optional.empty();
    Optional<ZapierRecord> trash = Optional.empty();
    Book book;
    final List<Doing> workers = new ArrayList<>();
    private final List<Hint> underWay = new ArrayList<>();
    private final List<Request> late = new ArrayList<>();
    private History history;
    int attempts;
    private Optional<Row> unconfirmed = Optional.empty();
    private int created;
    private int writes;
    private int faults;
    private boolean doubtful;
    private @Nullable Trace trace;

    private record Trace(@Nullable Trace before, long at, String event, List<?> values) {
        @Override
        public String toString() {
            return at + "us " + event + " "
                    + values.stream().map(Object::toString).collect(Collectors.joining(" "));
        }
    }

    /** A world at rest, before any edit. */
    public World(Variant variant) {
        this.variant = variant;
        this.mapping = variant.mapping();
        this.reconciler = new Reconciler(mapping);
        this.settlement = new Settlement(mapping);
        Row start = start(variant);
        boolean linked = variant.start() == Variant.Start.LINKED;
        if (variant.start() != Variant.Start.ONLY_ZAPIER) {
            supabase = Optional.of(new SupabaseRow(start, 1));
        }
        if (variant.start() != Variant.Start.ONLY_SUPABASE) {
            zapier = Optional.of(ZapierRecord.created("z0", start, LONG_AGO));
        }
        Memory memory = linked ? Memory.NOTHING.agreedOn(start, LONG_AGO, Instant.EPOCH) : Memory.NOTHING;
        this.book = new Book(MemoryJson.write(memory), 0, 0, false, -1, !linked, List.of(), false, Optional.empty());
        this.history = new History(start, List.of(), List.of());
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new Doing.Idle());
        }
        if (!linked) {
            // The record's making is an edit like any other.
            Side maker = supabase.isPresent() ? Side.SUPABASE : Side.ZAPIER;
            Row made = start.with("a", new FieldValue.Text("made"));
            history = history.plus(maker, "a", "made", LONG_AGO, start, false);
            supabase = supabase.map(row -> new SupabaseRow(made, 1));
            zapier = zapier.map(record -> new ZapierRecord(record.id(), made, LONG_AGO));
        }
    }

    private World(World other) {
        this.variant = other.variant;
        this.mapping = other.mapping;
        this.reconciler = other.reconciler;
        this.settlement = other.settlement;
        this.micros = other.micros;
        this.tick = other.tick;
        this.supabase = other.supabase;
        this.zapier = other.zapier;
        this.trash = other.trash;
        this.book = other.book;
        this.workers.addAll(other.workers);
        this.underWay.addAll(other.underWay);
        this.late.addAll(other.late);
        this.history = other.history;
        this.attempts = other.attempts;
        this.unconfirmed = other.unconfirmed;
        this.created = other.created;
        this.writes = other.writes;
        this.faults = other.faults;
        this.doubtful = other.doubtful;
        this.trace = other.trace;
    }

    /** The same world, to go on differently. */
    public World copy() {
        return new World(this);
    }

    private static Row start(Variant variant) {
        Row row = Row.of(Map.of(Variant.KEY, new FieldValue.Text("k")));
        for (String field : variant.edited()) {
            row = row.with(
                    field,
                    variant.counting() ? new FieldValue.Numeric(BigDecimal.ZERO) : new FieldValue.Text(field + "0"));
        }
        return variant.hasVersion() ? row.with(Variant.UPDATED, new FieldValue.Timestamp(LONG_AGO)) : row;
    }

    /** How far the clock moves with the next stamps, in microseconds. */
    public World ticking(long step) {
        tick = step;
        return this;
    }

    Instant now() {
        return START.plus(micros, ChronoUnit.MICROS);
    }

    private Instant stamped() {
        micros += tick;
        if (now().equals(now().truncatedTo(ChronoUnit.MILLIS))) {
            micros++;
        }
        return now();
    }

    private Instant zapierStamped() {
        Instant at = stamped().truncatedTo(variant.zapierTick());
        return zapier.map(ZapierRecord::editedAt).filter(at::isBefore).orElse(at);
    }

    // ---- users

    /** A user changes a field in Supabase. */
    public World editSupabase(String field) {
        String value = "s" + history.edits().size();
        Instant at = stamped();
        Row before = supabase.orElseThrow().row();
        history = history.plus(Side.SUPABASE, field, value, at, before, false);
        Row changed = Row.of(Map.of(field, edited(before, field, value)));
        if (variant.hasVersion()) {
            changed = changed.with(Variant.UPDATED, new FieldValue.Timestamp(at));
        }
        supabase = supabase.map(new Changed(changed)::in);
        underWay.add(
                new Hint(Hint.Kind.SUPABASE, Optional.empty(), history.edits().size() - 1, Instant.EPOCH));
        return did("a user sets in Supabase", field, value);
    }

    /** A user changes a field in Zapier. */
    public World editZapier(String field) {
        String value = "z" + history.edits().size();
        Instant at = zapierStamped();
        Row before = zapier.orElseThrow().row();
        history = history.plus(Side.ZAPIER, field, value, at, before, unconfirmed.isPresent());
        Row changed = Row.of(Map.of(field, edited(before, field, value)));
        if (variant.hasVersion() && variant.zapierStatesVersion()) {
            changed = changed.with(Variant.UPDATED, new FieldValue.Timestamp(now()));
        }
        zapier = Optional.of(zapier.orElseThrow().patched(changed, at));
        announce(history.edits().size() - 1);
        return did("a user sets in Zapier", field, value);
    }

    /** The n-th edit of a counter adds ten to the power of n: the digits of a sum tell how often each was counted. */
    private FieldValue edited(Row before, String field, String value) {
        BigDecimal step = BigDecimal.TEN.pow(history.edits().size() - 1);
        return before.get(field) instanceof FieldValue.Numeric count
                ? new FieldValue.Numeric(count.value().add(step))
                : new FieldValue.Text(value);
    }

    /** A user deletes the row. */
    public World deleteSupabase() {
        history = history.deletedIn(Side.SUPABASE, supabase.orElseThrow().row(), stamped());
        supabase = Optional.empty();
        underWay.add(new Hint(Hint.Kind.SUPABASE, Optional.empty(), -1, Instant.EPOCH));
        return did("a user deletes the row in Supabase");
    }

    /** A user moves the record to the trash. */
    public World deleteZapier() {
        history = history.deletedIn(Side.ZAPIER, zapier.orElseThrow().row(), zapierStamped());
        trash = zapier;
        zapier = Optional.empty();
        underWay.add(new Hint(Hint.Kind.SUPABASE, Optional.empty(), -1, Instant.EPOCH));
        return did("a user deletes the record in Zapier");
    }

    /** A person decides for a record that waits. */
    public World choose(Side side) {
        book = book.chosen(side);
        return did("a person chooses", side);
    }

    private record Changed(Row fields) {
        SupabaseRow in(SupabaseRow row) {
            return row.updated(fields);
        }
    }

    // ---- the two replicas, as the bridge uses them

    /** Our write to the row, within the transaction that read {@code read}; empty when another came in between. */
    Optional<SupabaseRow> writeSupabase(Optional<SupabaseRow> read, Row fields) {
        if (!read.map(SupabaseRow::xmin).equals(supabase.map(SupabaseRow::xmin))) {
            return Optional.empty();
        }
        Instant at = stamped();
        Row changed = variant.version() == Variant.VersionColumn.TRIGGER && read.isPresent()
                ? fields.with(Variant.UPDATED, new FieldValue.Timestamp(at))
                : fields;
        Row inserted = variant.fillsIn() && changed.get(Variant.FILLED).isBlank()
                ? changed.with(Variant.FILLED, Variant.DEFAULT)
                : changed;
        supabase = Optional.of(read.map(new Changed(changed)::in).orElse(new SupabaseRow(inserted, 1)));
        writes++;
        underWay.add(new Hint(Hint.Kind.SUPABASE, Optional.empty(), -1, Instant.EPOCH));
        return supabase;
    }

    /** Our delete of the row, within the transaction that read {@code read}; false when another write came in between. */
    boolean deleteRow(Optional<SupabaseRow> read) {
        if (!read.map(SupabaseRow::xmin).equals(supabase.map(SupabaseRow::xmin))) {
            return false;
        }
        supabase = Optional.empty();
        writes++;
        underWay.add(new Hint(Hint.Kind.SUPABASE, Optional.empty(), -1, Instant.EPOCH));
        return true;
    }

    /** Zapier carries a request out; empty for a create of a record that is there already. */
    Optional<Landing> carryOut(Request request) {
        boolean creates = request.kind() == Attempt.Kind.CREATE;
        boolean reachesNothing = creates
                ? zapier.isPresent()
                : zapier.filter(record -> record.id().equals(request.recordId()))
                        .isEmpty();
        if (reachesNothing) {
            return Optional.empty();
        }
        if (request.kind() == Attempt.Kind.DELETE) {
            trash = zapier;
            zapier = Optional.empty();
            writes++;
            underWay.add(new Hint(Hint.Kind.SUPABASE, Optional.empty(), -1, Instant.EPOCH));
            return Optional.empty();
        }
        Optional<Landing.Old> old = zapier.map(record -> new Landing.Old(record.row(), record.editedAt()));
        Instant at = zapierStamped();
        ZapierRecord now = zapier.map(record -> record.patched(request.fields(), at))
                .orElseGet(() -> ZapierRecord.created("z" + ++created, request.fields(), at));
        crossed(request);
        zapier = Optional.of(now);
        unconfirmed = Optional.of(now.row());
        writes++;
        announce(-1);
        return Optional.of(new Landing(now.id(), now.row(), at, old));
    }

    /** A write of ours lands on edits that it had not seen. */
    private void crossed(Request request) {
        List<Integer> looked = history.zapierEditsIn(request.before());
        zapier.map(record -> history.zapierEditsIn(record.row())).orElse(List.of()).stream()
                .filter(edit -> !looked.contains(edit))
                .forEach(edit -> history = history.with(edit, known -> known.crossedBy(request.fields())));
    }

    /** The users' edits that a landing replaced. */
    List<Integer> overwrittenBy(Landing landing) {
        List<Integer> left = history.zapierEditsIn(landing.row());
        return landing.old().map(old -> history.zapierEditsIn(old.row())).orElse(List.of()).stream()
                .filter(edit -> !left.contains(edit))
                .toList();
    }

    void nobodySaw(List<Integer> overwritten) {
        overwritten.forEach(edit -> history = history.with(edit, Edit::overwrittenUnseen));
    }

    /** A transaction of ours took note of a state of Zapier's: by reading it, or as the answer to a write. */
    void noted(Row zapierRow) {
        unconfirmed = unconfirmed.filter(landed -> !landed.equals(zapierRow));
        history.zapierEditsIn(zapierRow).forEach(edit -> history = history.with(edit, Edit::noted));
    }

    private void announce(int edit) {
        ZapierRecord record = zapier.orElseThrow();
        ZapierEvent event = new ZapierEvent(record.row(), record.editedAt(), Optional.empty());
        underWay.add(new Hint(Hint.Kind.ZAPIER, Optional.of(event), edit, Instant.EPOCH));
    }

    // ---- the network

    int hintsUnderWay() {
        return underWay.size();
    }

    int requestsUnderWay() {
        return late.size();
    }

    /** Two hints that are alike need not be tried in both orders. */
    boolean isFirstOfItsKind(int hint) {
        return underWay.indexOf(underWay.get(hint)) == hint;
    }

    boolean tellsOfZapier(int hint) {
        return underWay.get(hint).kind() == Hint.Kind.ZAPIER;
    }

    /** A hint arrives, whichever. */
    World deliver(int index) {
        did("a hint arrives:", underWay.get(index));
        Hint hint = underWay.remove(index);
        if (hint.edit() >= 0) {
            history = history.with(hint.edit(), Edit::arrived);
        }
        book = book.hinted(hint.received(now()));
        return this;
    }

    World drop(int index) {
        fault("FAULT a hint is lost:", underWay.get(index));
        underWay.remove(index);
        return this;
    }

    World duplicate(int index) {
        fault("FAULT a hint is doubled:", underWay.get(index));
        underWay.add(underWay.get(index));
        return this;
    }

    void delayed(Request request) {
        late.add(request);
    }

    World carryOutLate(int index) {
        Request request = late.remove(index);
        did("a request of long ago is carried out:", request);
        carryOut(request).ifPresent(landing -> nobodySaw(overwrittenBy(landing)));
        return this;
    }

    World sweep() {
        book = book.swept();
        return did("sweep");
    }

    // ---- what happened

    History history() {
        return history;
    }

    /** What the sides hold. */
    List<Row> rows() {
        return Stream.concat(
                        supabase.stream().map(SupabaseRow::row), zapier.stream().map(ZapierRecord::row))
                .toList();
    }

    int writes() {
        return writes;
    }

    int faults() {
        return faults;
    }

    int edits() {
        return history.edits().size() + history.deletes().size();
    }

    /** True when a write may have landed without anybody's taking note of its answer. */
    boolean isAnythingInDoubt() {
        return doubtful;
    }

    /** From now on a write may have landed unknown to us. */
    void doubt() {
        doubtful = true;
    }

    World fault(String event, Object... values) {
        faults++;
        return did(event, values);
    }

    /** Noted for the story; the words are put together only when it is told. */
    World did(String event, Object... values) {
        trace = new Trace(trace, micros, event, List.of(values));
        return this;
    }

    /** True when nothing is under way and nothing is due. */
    boolean isAtRest() {
        return underWay.isEmpty()
                && late.isEmpty()
                && !book.due()
                && workers.stream().allMatch(Doing.Idle.class::isInstance);
    }

    Memory memory() {
        return MemoryJson.read(mapping, book.memory());
    }

    /** Everything that what comes next depends on, and what the laws look at. */
    String key() {
        return List.of(
                        micros,
                        supabase,
                        zapier,
                        trash,
                        book.comparable(),
                        workers.stream().map(this::comparable).toList(),
                        unordered(underWay),
                        unordered(late),
                        history.edits(),
                        history.deletes(),
                        List.of(attempts, created, writes, faults),
                        unconfirmed)
                .toString();
    }

    /** Fences and counts of hints matter only as equal or not. */
    private Doing comparable(Doing doing) {
        return doing.lease()
                .map(claim -> doing.with(new Doing.Claim(
                        claim.wanted() == book.wanted() ? 1 : 0,
                        claim.fence() == book.fence() ? 1 : 0,
                        claim.memory(),
                        claim.now(),
                        claim.hints(),
                        claim.choice())))
                .orElse(doing);
    }

    /** In any order, but as many. */
    static List<String> unordered(List<?> all) {
        return all.stream().map(Object::toString).sorted().toList();
    }

    /** What happened, one event a line. */
    public String story() {
        List<String> events = new ArrayList<>();
        for (Trace at = trace; at != null; at = at.before()) {
            events.addFirst(at.toString());
        }
        return variant + "\n  " + String.join("\n  ", events) + "\n  Supabase " + supabase + "\n  Zapier " + zapier
                + "\n  memory " + book.memory();
    }
}
