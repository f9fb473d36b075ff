package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.backfill.Backfilled;
import io.syncbridge.bridge.backfill.Forecast;
import java.io.PrintWriter;
import java.util.Locale;

/** What a first sync did, or would do: lines for a person, or one document for a script at the end. */
final class BackfilledText {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final ArrayNode tables = document.putArray("tables");

    BackfilledText(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    void print(Backfilled done) {
        switch (done) {
            case Backfilled.Complete complete -> print(complete);
            case Backfilled.Broken broken -> broken(broken.mapping(), broken.reason());
        }
        out.flush();
    }

    private void broken(String mapping, String reason) {
        tables.addObject().put("table", mapping).put("complete", false).put("reason", reason);
        err.println(mapping + ": broke off: " + reason);
        err.flush();
    }

    private void print(Backfilled.Complete done) {
        double seconds = done.took().toMillis() / 1000.0;
        long looked = done.zapier().all() + done.rows();
        if (json) {
            tables.addObject()
                    .put("table", done.mapping())
                    .put("complete", true)
                    .put("resumed", done.resumed())
                    .put("zapier_records", done.zapier().all())
                    .put("supabase_rows", done.rows())
                    .put("linked", done.zapier().linked())
                    .put("inserted_in_bulk", done.zapier().inserted())
                    .put("known", done.zapier().known())
                    .put("decided_one_by_one", done.zapier().left())
                    .put("only_in_supabase", done.fromSupabase())
                    .put("unreadable", done.unreadable())
                    .put("supabase_writes", done.supabaseWrites())
                    .put("zapier_writes", done.zapierWrites())
                    .put("pending", done.pending())
                    .put("parked", done.parked())
                    .put("took_ms", done.took().toMillis());
            return;
        }
        out.println(String.format(
                Locale.ROOT,
                "%s: %s%,d Zapier records and %,d rows in %.1f s (%,.0f/s)",
                done.mapping(),
                done.resumed() ? "went on where it had stopped; " : "",
                done.zapier().all(),
                done.rows(),
                seconds,
                looked / Math.max(0.001, seconds)));
        count(done.zapier().linked(), "equal on both sides: linked");
        count(done.zapier().inserted(), "only in Zapier: created in Supabase");
        count(done.fromSupabase(), "only in Supabase: created in Zapier, or found there");
        count(done.zapier().left(), "decided one by one");
        count(done.zapier().known(), "synced before, or in hand");
        out.println(String.format(
                Locale.ROOT,
                "  written: %,d rows in Supabase, %,d records in Zapier",
                done.supabaseWrites(),
                done.zapierWrites()));
        count(done.unreadable(), "in a form that Zapier's API does not promise: left alone");
        count(done.pending(), "still due: a running bridge works them off, or ./bridgectl start --once");
        count(done.parked(), "wait for a person: ./bridgectl retry-dlq lists them with their reasons");
    }

    void print(String mapping, Forecast forecast) {
        if (forecast.trouble().isPresent()) {
            broken(mapping, forecast.trouble().get());
            return;
        }
        ObjectNode node =
                tables.addObject().put("table", mapping).put("complete", true).put("dry_run", true);
        ObjectNode samples = JsonNodeFactory.instance.objectNode();
        if (!json) {
            out.println(mapping + ": nothing was written; a backfill would find");
        }
        for (Forecast.Kind kind : Forecast.Kind.values()) {
            node.put(kind.label(), forecast.count(kind));
            ArrayNode some = samples.putArray(kind.label());
            forecast.samples(kind).forEach(some::add);
            if (!json && forecast.count(kind) > 0) {
                count(forecast.count(kind), kind.words());
                forecast.samples(kind).forEach(sample -> out.println("      " + sample));
            }
        }
        node.set("samples", samples);
        out.flush();
    }

    private void count(long count, String what) {
        if (!json && count > 0) {
            out.println(String.format(Locale.ROOT, "  %,d %s", count, what));
        }
    }

    /** Prints the document, where one was asked for. */
    void end() {
        if (json) {
            out.println(document.toPrettyString());
        }
        out.flush();
    }
}
