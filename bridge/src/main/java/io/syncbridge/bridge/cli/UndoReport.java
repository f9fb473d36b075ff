package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.undo.UndoTarget;
import io.syncbridge.bridge.undo.Undone;
import io.syncbridge.bridge.undo.UndoneJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an undo did or would do: records and fields by name, no values. */
final class UndoReport {
    private final UndoTarget target;
    private final boolean rehearsal;
    private final List<Undone> records = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    UndoReport(UndoTarget target, boolean rehearsal) {
        this.target = target;
        this.rehearsal = rehearsal;
    }

    void add(Undone record) {
        records.add(record);
    }

    void trouble(String reason) {
        troubles.add(reason);
    }

    /** True when a later run may do more. */
    boolean isAnythingLeft() {
        return !troubles.isEmpty() || count(Undone.Outcome.BUSY) > 0;
    }

    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(UndoneJson.of(target, rehearsal, records, troubles).toPrettyString());
        } else {
            text(out);
        }
        out.flush();
    }

    private void text(PrintWriter out) {
        records.stream()
                .filter(record -> record.outcome() != Undone.Outcome.AS_BEFORE)
                .forEach(record -> {
                    out.println(record.mapping() + " " + record.record() + "  " + what(record)
                            + record.reason().orElse(""));
                    record.spared()
                            .forEach(spared -> out.println("    spared " + spared.field() + ": " + spared.reason()));
                });
        troubles.forEach(trouble -> out.println("broke off: " + trouble + "; run undo again, it goes on"));
        long written = records.stream().filter(Undone::isWritten).count();
        out.println(String.format(
                Locale.ROOT,
                "%s %,d records; %,d spared, %,d under way, %,d as before already",
                rehearsal ? "would undo" : "undone:",
                written,
                count(Undone.Outcome.SPARED),
                count(Undone.Outcome.BUSY),
                count(Undone.Outcome.AS_BEFORE)));
        if (written > 0 && !rehearsal) {
            out.println("Supabase has it; a running bridge carries it to Zapier (./bridgectl start, or start --once).");
            out.println("To take this undo back: ./bridgectl undo --sync-id " + target.undoId());
        }
        if (target instanceof UndoTarget.Window window) {
            out.println("To go on with the same undo: --since " + window.since() + " --until " + window.until());
        }
    }

    private String what(Undone record) {
        return switch (record.outcome()) {
            case WRITTEN ->
                (rehearsal ? "would be written back: " : "written back: ") + String.join(", ", record.fields());
            case RESTORED -> rehearsal ? "would be made again" : "made again";
            case DELETED -> rehearsal ? "would be deleted" : "deleted";
            case SPARED -> record.reason().isPresent() ? "not undone: " : "spared";
            case AS_BEFORE, BUSY -> "";
        };
    }

    private long count(Undone.Outcome outcome) {
        return records.stream().filter(record -> record.outcome() == outcome).count();
    }
}
