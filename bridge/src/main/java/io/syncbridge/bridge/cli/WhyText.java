package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.store.RecordState;
import io.syncbridge.codec.Shown;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A record's history as a timeline, then how it stands. Long values are cut; --json has them whole. */
record WhyText(PrintWriter out) {

    void print(
            TableMapping mapping, String asked, Optional<RecordState> state, List<AuditedChange> history, boolean cut) {
        out.println(mapping.name() + " " + state.flatMap(RecordState::key).orElse(asked)
                + state.flatMap(RecordState::zapierId)
                        .map(id -> "  (Zapier record " + id + ")")
                        .orElse(""));
        out.println();
        if (cut) {
            out.println("  … older rows are left out; --limit shows more");
        }
        if (history.isEmpty()) {
            out.println(
                    "  The audit trail tells of no change: both sides held the same when the bridge first saw them, or"
                            + " its rows are gone, or this database role may not read them.");
        }
        String lastSync = "";
        for (AuditedChange change : history) {
            print(change, lastSync);
            lastSync = change.syncId();
        }
        out.println();
        out.println("Now: "
                + state.map(WhyText::now)
                        .orElse("the bookkeeping does not know it (any more); it is found by the next sweep"));
        state.ifPresent(this::doubts);
    }

    private void print(AuditedChange change, String lastSync) {
        if (!change.isConflict() || !change.syncId().equals(lastSync)) {
            out.println(time(change.at()) + "  " + what(change)
                    + change.lag().map(lag -> "  lag " + seconds(lag)).orElse("")
                    + "  sync " + change.syncId()
                    + change.requestId().map(id -> "  request " + id).orElse(""));
            change.changes()
                    .forEach((field, values) -> out.println(
                            "    " + field + "  " + shown(values.before()) + " → " + shown(values.after())));
        }
        change.lost().forEach((field, value) -> out.println("    beat " + field + "  " + shown(value)));
    }

    private static String what(AuditedChange change) {
        if (change.isFailure()) {
            return "could not be synced: " + change.rule();
        }
        if (change.isUndo()) {
            return "undo of " + String.join(", ", change.undoes());
        }
        String way = change.to()
                .map(side -> side == Side.SUPABASE ? "Zapier → Supabase" : "Supabase → Zapier")
                .orElse("no side was written");
        return way + "  " + change.rule().replace('_', ' ')
                + change.madeAt().map(at -> "  made " + time(at)).orElse("");
    }

    private static String now(RecordState state) {
        String tries = state.tries() > 0 ? ", " + state.tries() + " tries failed so far" : "";
        String agreed = state.memory().isLive()
                ? "; both sides last agreed on what was edited at "
                        + time(state.memory().stamp())
                : "; the two sides have not agreed on it yet";
        String standing = switch (state.standing()) {
            case "parked" ->
                "parked since " + state.parkedAt().map(WhyText::time).orElse("?") + " ("
                        + state.stage().orElse("ask") + "): "
                        + state.reason().orElse("no reason given") + "; ./bridgectl retry-dlq --envelope "
                        + state.id()
                        + ("ask".equals(state.stage().orElse("ask"))
                                ? " --take supabase (or zapier) decides"
                                : " tries it again");
            case "leased" ->
                "being worked on, until "
                        + state.leaseUntil().map(WhyText::time).orElse("?") + " at most";
            case "due" ->
                "due "
                        + state.dueAt()
                                .filter(state.now()::isBefore)
                                .map(at -> "at " + time(at))
                                .orElse("now")
                        + tries
                        + state.choice()
                                .map(side -> ", " + side + " was chosen")
                                .orElse("");
            default -> "nothing waits";
        };
        return standing + agreed;
    }

    private void doubts(RecordState state) {
        for (Attempt doubt : state.memory().doubts()) {
            out.println("In doubt: " + doubt.kind().name().toLowerCase(Locale.ROOT) + " in Zapier, sent "
                    + time(doubt.sentAt()) + ", "
                    + String.join(", ", doubt.fields().values().keySet())
                    + "  sync " + doubt.id() + "; whether it landed is found out by the next look");
        }
    }

    private static String shown(Optional<String> value) {
        return value.map(Shown::of).orElse("(empty)");
    }

    private static String seconds(Duration lag) {
        return String.format(Locale.ROOT, "%.1f s", lag.toMillis() / 1000.0);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
