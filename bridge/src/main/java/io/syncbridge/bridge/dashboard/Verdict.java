package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.lag.LagHistory;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.Sweeps;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one line on top. "In sync" speaks of the last full comparison and says how old it is, never of an empty queue alone. */
record Verdict(StatusReport status, List<String> problems, Map<LagHistory.Line, LagHistory.Recent> lag, Instant now) {

    void write(ObjectNode json) {
        long pending =
                status.tables().stream().mapToLong(StatusReport.Table::pending).sum();
        long doubt =
                status.tables().stream().mapToLong(StatusReport.Table::inDoubt).sum();
        if (status.tables().isEmpty()) {
            json.put("state", "none").put("text", "No table is linked yet");
            json.put("detail", "Run ./bridgectl setup, then ./bridgectl start.");
        } else if (!problems.isEmpty()) {
            json.put("state", "attention")
                    .put(
                            "text",
                            problems.size() == 1
                                    ? "1 thing needs attention"
                                    : problems.size() + " things need attention");
            json.put("detail", problems.getFirst());
        } else if (pending + doubt > 0) {
            json.put("state", "working")
                    .put("text", "Working: " + pending + " pending" + (doubt > 0 ? ", " + doubt + " in doubt" : ""));
            json.put("detail", lagText());
        } else {
            json.put("state", "in_sync")
                    .put("text", "In sync: 0 differ" + lagText().transform(Verdict::comma));
            json.put("detail", comparedText());
        }
    }

    private static String comma(String text) {
        return text.isEmpty() ? "" : ", " + text;
    }

    private String lagText() {
        return lag.values().stream()
                .flatMap(recent -> recent.window().stream())
                .max(Comparator.comparing(LagHistory.Percentiles::p50))
                .map(worst -> worst.p50().toMillis() + " ms behind")
                .orElse("");
    }

    private String comparedText() {
        Optional<Instant> oldest = status.tables().stream()
                .flatMap(table -> table.sweep().flatMap(Sweeps.Last::completeAt).stream())
                .min(Instant::compareTo);
        return oldest.map(at -> "Every record of both sides was compared within the last "
                        + age(Duration.between(at, now)) + ".")
                .orElse("");
    }

    private static String age(Duration age) {
        return age.toMinutes() < 2 ? Math.max(1, age.toSeconds()) + " s" : age.toMinutes() + " min";
    }
}
