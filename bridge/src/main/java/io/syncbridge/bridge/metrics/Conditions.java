package io.syncbridge.bridge.metrics;

import io.syncbridge.bridge.alert.AlertRule;
import io.syncbridge.bridge.alert.Incident;
import io.syncbridge.bridge.alert.IncidentStore;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.FeedReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is shown as so or not so.
 *
 * @param open how many incidents each rule has open
 */
public record Conditions(List<FeedReport.Feed> feeds, Map<AlertRule, Long> open) {
    /** Copies. */
    public Conditions {
        feeds = List.copyOf(feeds);
        open = Map.copyOf(open);
    }

    /** As the database says now. */
    public static Conditions read(Database database) {
        Map<AlertRule, Long> open = new EnumMap<>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            open.put(rule, 0L);
        }
        for (Incident incident : new IncidentStore(database).open()) {
            open.merge(incident.rule(), 1L, Long::sum);
        }
        return new Conditions(FeedReport.read(database), open);
    }
}
