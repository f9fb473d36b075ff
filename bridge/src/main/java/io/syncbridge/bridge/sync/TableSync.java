package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.store.Tenants;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mapping's connection to its two tables: linked, or paused with a reason until both fit again. While it is paused
 * nothing of it is claimed, webhooks go on being stored, and other mappings work.
 */
public final class TableSync implements SchemaGuard {
    private static final Logger LOG = LoggerFactory.getLogger(TableSync.class);
    private static final long VERDICT_LASTS = Duration.ofSeconds(5).toNanos();

    private final TableMapping mapping;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Linker linker;
    private final MappingStates states;
    private final AtomicReference<State> state = new AtomicReference<>(new State.Paused("not linked yet"));
    private final ReentrantLock checking = new ReentrantLock();
    private volatile Optional<Emptied> empty = Optional.empty();
    private volatile long checkedAt = System.nanoTime() - VERDICT_LASTS;

    /** A mapping that is not linked yet; see {@link #open}. */
    public TableSync(
            TableMapping mapping, Database database, ZapierTablesClient zapier, Linker linker, MappingStates states) {
        this.mapping = mapping;
        this.database = database;
        this.zapier = zapier;
        this.linker = linker;
        this.states = states;
    }

    /** Whether the mapping works. */
    public sealed interface State {
        /** Both tables fit. */
        record Linked(Link link, Binding binding, Columns columns) implements State {}

        /** They do not, or did not when they were last asked. */
        record Paused(String reason) implements State {}
    }

    private record Emptied(EmptySide guard, Side side) {}

    /** The mapping as its file states it. */
    public TableMapping mapping() {
        return mapping;
    }

    /** Linked or paused. */
    public State state() {
        return state.get();
    }

    /** The link while the mapping works. */
    public Optional<Link> link() {
        return state.get() instanceof State.Linked linked ? Optional.of(linked.link()) : Optional.empty();
    }

    /**
     * Links for the first time in this process. A mapping that worked before starts paused, or as it was linked before
     * while Zapier cannot be asked; one that never did must fit now.
     *
     * @return why the service should not start; empty when it may
     */
    public List<String> open() {
        Optional<Binding> known = states.binding(mapping.name());
        Linker.Outcome outcome = linker.link(mapping, known);
        if (outcome instanceof Linker.Outcome.Unreachable away && known.isPresent()) {
            LOG.warn("{}: {}; starting with what it was linked to before", mapping.name(), away.reason());
            outcome = linker.linkAsBefore(mapping, known.get());
        }
        if (known.isEmpty() && outcome instanceof Linker.Outcome.Faulty faulty) {
            return faulty.problems();
        }
        if (known.isEmpty() && outcome instanceof Linker.Outcome.Unreachable away) {
            return List.of(away.reason());
        }
        become(outcome);
        return List.of();
    }

    @Override
    public boolean stillFits() {
        return System.nanoTime() - checkedAt < VERDICT_LASTS ? link().isPresent() : fitsNow();
    }

    @Override
    public boolean fitsNow() {
        if (empty.isPresent()) {
            return false; // watch() ends this pause
        }
        checking.lock();
        try {
            Linker.Outcome outcome = linker.link(mapping, states.binding(mapping.name()));
            become(outcome);
            return outcome instanceof Linker.Outcome.Linked && link().isPresent();
        } catch (DatabaseException down) {
            return false;
        } finally {
            checking.unlock();
        }
    }

    @Override
    public boolean columnsStillFit() {
        if (!(state.get() instanceof State.Linked linked)) {
            return fitsNow();
        }
        return columns().equals(linked.columns()) ? stillFits() : fitsNow();
    }

    private Columns columns() {
        return database.transaction(tx -> Columns.read(tx, mapping.supabase()));
    }

    /** Says that a side suddenly shows no record while deletes are to be carried out: pauses until it shows some. */
    void emptied(Side side) {
        Optional<EmptySide> guard = link().map(link -> new EmptySide(link, database, zapier));
        if (guard.isPresent() && guard.get().matters()) {
            empty = Optional.of(new Emptied(guard.get(), side));
            pause(EmptySide.reason(side));
        }
    }

    private boolean isStillEmpty() {
        empty = empty.filter(emptied -> emptied.guard().lasts(emptied.side()));
        return empty.isPresent();
    }

    /** Looks whether anything changed; a paused mapping that fits again works again. */
    public void watch() {
        if (isStillEmpty()) {
            return;
        }
        if (!(state.get() instanceof State.Linked linked) || !columns().equals(linked.columns())) {
            boolean unused = fitsNow();
        }
    }

    /** Pauses for a reason found elsewhere; the next check may end it. */
    public void pause(String reason) {
        State before = state.getAndSet(new State.Paused(reason));
        states.paused(mapping.name(), reason);
        if (!new State.Paused(reason).equals(before)) {
            LOG.warn("{} is paused: {}. Changes are kept; it resumes by itself.", mapping.name(), reason);
        }
    }

    private void become(Linker.Outcome outcome) {
        switch (outcome) {
            case Linker.Outcome.Linked linked -> resume(linked);
            case Linker.Outcome.Faulty faulty -> {
                pause(String.join("; ", faulty.problems()));
                checkedAt = System.nanoTime();
            }
            case Linker.Outcome.Unreachable away -> {
                // Says nothing about the tables: what was known of them stays.
                if (link().isEmpty()) {
                    pause(away.reason());
                }
            }
        }
    }

    private void resume(Linker.Outcome.Linked linked) {
        Refill refill = new Refill(linked.link(), database, zapier);
        for (String field : linked.news().anewInZapier()) {
            LOG.info("{}: field {} was made anew in Zapier; giving it its values back", mapping.name(), field);
            if (!refill.inZapier(field)) {
                pause(mapping.name() + ": Zapier field of " + field + " was made anew and is being filled");
                return;
            }
        }
        for (String field : linked.news().anewInSupabase()) {
            LOG.info("{}: the column of {} was made anew; giving it its values back", mapping.name(), field);
            refill.inSupabase(field);
        }
        linked.news().added().forEach(field -> states.forgetField(mapping.name(), field));
        boolean same = state.get() instanceof State.Linked before
                && before.binding().equals(linked.binding())
                && before.columns().equals(linked.columns());
        if (!same) {
            states.linked(mapping.name(), linked.binding());
            new Tenants(linked.link().mapping()).adopt(database);
            boolean paused = state.get() instanceof State.Paused;
            state.set(new State.Linked(linked.link(), linked.binding(), linked.columns()));
            linked.news().notes().forEach(note -> LOG.info("{}: {}", mapping.name(), note));
            if (paused) {
                LOG.info(
                        "{} is linked to Zapier table {}",
                        mapping.name(),
                        linked.link().zapierTableId());
            }
        }
        checkedAt = System.nanoTime();
    }
}
