package io.syncbridge.bridge.backfill;

import io.syncbridge.bridge.store.Bookkeeping;
import io.syncbridge.bridge.store.Bookkeeping.Known;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.sweep.SeenRecords;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.verify.Progress;
import io.syncbridge.bridge.zapier.ZapierListing;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Reconciler;
import io.syncbridge.reconcile.SupabaseState;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a first sync would do: both sides are read and the same {@link Reconciler} is asked; nothing is written anywhere, the
 * bookkeeping included. Memory: two pages, and 16 bytes for each Zapier record.
 */
public final class Preview {
    private static final int SLICE = 1000;

    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final InstantSource clock;
    private final Reconciler reconciler;
    private final SeenRecords keys = new SeenRecords();
    private final SeenRecords ids = new SeenRecords();
    private final Forecast forecast = new Forecast();
    private boolean bookkept = true;
    private long rows;

    /** A preview of one linked mapping; run once. */
    public Preview(
            Link link,
            Database database,
            ZapierTablesClient zapier,
            BooleanSupplier stopped,
            Progress progress,
            InstantSource clock) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.stopped = stopped;
        this.progress = progress;
        this.clock = clock;
        this.reconciler = new Reconciler(link.mapping());
    }

    /** Reads both sides; empty reason in the forecast when both could be read to the end. */
    public Forecast run() {
        try {
            Optional<String> trouble = new ZapierListing(zapier, link.zapierTableId(), stopped)
                    .read(this::page)
                    .or(() -> isTwoWay() ? supabaseSide() : Optional.empty());
            trouble.ifPresent(forecast::broke);
        } catch (DatabaseException failed) {
            forecast.broke("the database did not take part, SQLState " + failed.sqlState());
        }
        return forecast;
    }

    private boolean isTwoWay() {
        return mapping().mode() == SyncMode.TWO_WAY;
    }

    private TableMapping mapping() {
        return link.mapping();
    }

    private record Shown(ZapierRecord record, Decoded decoded, Optional<String> key) {}

    private void page(ZapierTablesClient.Page page) {
        List<Shown> shown = page.records().stream().map(this::shown).toList();
        Map<String, Known> known = known(book ->
                book.byZapierIds(page.records().stream().map(ZapierRecord::id).toList()));
        Map<String, Known> holders = isTwoWay() ? known(book -> book.byKeys(keysOf(shown))) : Map.of();
        Map<String, StoredRow> found = new HashMap<>();
        if (isTwoWay()) {
            database.transaction(tx -> link.supabase().read(tx, keysOf(shown)))
                    .forEach((key, row) -> found.put(canonical(key), row));
        }
        Map<String, Integer> onPage = new HashMap<>();
        for (Shown one : shown) {
            boolean again = one.key()
                    .filter(key -> onPage.merge(key, 1, Integer::sum) > 1 || keys.contains(key))
                    .isPresent();
            count(one, again, known, holders, found);
        }
        shown.forEach(one -> {
            ids.add(one.record().id());
            one.key().ifPresent(keys::add);
        });
        page.unreadableIds().forEach(id -> forecast.add(Forecast.Kind.UNREADABLE, id));
        progress.at(mapping().name(), "Zapier records", ids.count());
    }

    private Shown shown(ZapierRecord record) {
        Decoded decoded = link.zapier().decode(record.data());
        return new Shown(
                record,
                decoded,
                isTwoWay()
                        ? RecordKey.text(decoded.row().get(mapping().key()))
                                .filter(key -> RecordKey.value(mapping(), key).isPresent())
                        : Optional.empty());
    }

    private static List<String> keysOf(List<Shown> shown) {
        return shown.stream().flatMap(one -> one.key().stream()).distinct().toList();
    }

    private void count(
            Shown one,
            boolean again,
            Map<String, Known> known,
            Map<String, Known> holders,
            Map<String, StoredRow> found) {
        String name = one.key().orElse(one.record().id());
        Optional<Known> there = Optional.ofNullable(known.get(one.record().id()))
                .or(() -> one.key().map(holders::get));
        if (there.filter(record ->
                        record.busy() || record.parked() || record.memory().isLive())
                .isPresent()) {
            forecast.add(Forecast.Kind.KNOWN, name);
        } else if (!one.decoded().isWhole()) {
            forecast.add(Forecast.Kind.UNREADABLE, name, fields(one.decoded().problems()));
        } else if (again) {
            forecast.add(Forecast.Kind.DUPLICATE, name);
        } else if (!isTwoWay()) {
            forecast.add(Forecast.Kind.TO_SUPABASE, name);
        } else if (one.key().isEmpty()) {
            forecast.add(Forecast.Kind.WITHOUT_KEY, name);
        } else {
            decided(
                    one,
                    one.key().get(),
                    Optional.ofNullable(found.get(one.key().get())));
        }
    }

    private void decided(Shown one, String key, Optional<StoredRow> row) {
        if (row.filter(there -> !there.content().isWhole()).isPresent()) {
            forecast.add(
                    Forecast.Kind.UNREADABLE,
                    key,
                    fields(row.orElseThrow().content().problems()));
            return;
        }
        Instant now = clock.instant();
        SupabaseState supabase = row.<SupabaseState>map(
                        there -> new SupabaseState.Present(there.content().row(), now))
                .orElseGet(SupabaseState.Absent::new);
        Plan plan = reconciler.decide(
                RecordKey.value(mapping(), key).orElseThrow(),
                Memory.NOTHING,
                supabase,
                new ZapierState.Present(
                        one.record().id(), one.decoded().row(), one.record().editedAt()),
                List.of(),
                now,
                Optional.empty());
        List<String> differing = row.map(
                        there -> differing(there.content().row(), one.decoded().row()))
                .orElse(List.of());
        forecast.add(Forecast.Kind.of(plan), key, plan.problems().isEmpty() ? differing : fields(plan.problems()));
    }

    private List<String> differing(Row supabase, Row shown) {
        return mapping().fields().stream()
                .map(FieldMapping::name)
                .filter(field ->
                        mapping().isContent(field) && !mapping().same(field, supabase.get(field), shown.get(field)))
                .toList();
    }

    private static List<String> fields(List<FieldProblem> problems) {
        return problems.stream().map(FieldProblem::field).distinct().toList();
    }

    private Optional<String> supabaseSide() {
        Optional<String> last = Optional.empty();
        List<String> slice;
        do {
            Optional<String> after = last;
            slice = database.transaction(tx -> link.supabase().keys(tx, after, SLICE));
            List<String> unseen = slice.stream()
                    .map(this::canonical)
                    .filter(key -> !keys.contains(key))
                    .toList();
            Map<String, Known> known = known(book -> book.byKeys(unseen));
            unseen.forEach(key -> forecast.add(
                    Optional.ofNullable(known.get(key))
                                    .filter(record -> record.busy()
                                            || record.parked()
                                            || record.memory().isLive())
                                    .isPresent()
                            ? Forecast.Kind.KNOWN
                            : Forecast.Kind.TO_ZAPIER,
                    key));
            rows += slice.size();
            last = slice.isEmpty() ? last : Optional.of(slice.getLast());
            progress.at(mapping().name(), "Supabase rows", rows);
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        } while (slice.size() == SLICE);
        return Optional.empty();
    }

    /** Before the first start there is no bookkeeping, and nothing is known. */
    private Map<String, Known> known(java.util.function.Function<Bookkeeping, Map<String, Known>> question) {
        if (!bookkept) {
            return Map.of();
        }
        try {
            return question.apply(new Bookkeeping(mapping(), database));
        } catch (DatabaseException none) {
            if (!none.isSchemaFault()) {
                throw none;
            }
            bookkept = false;
            return Map.of();
        }
    }

    private String canonical(String printed) {
        return RecordKey.value(mapping(), printed).flatMap(RecordKey::text).orElse(printed);
    }
}
