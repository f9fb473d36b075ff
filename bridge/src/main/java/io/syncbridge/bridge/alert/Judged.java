package io.syncbridge.bridge.alert;

import java.util.List;
import java.util.Set;

/**
 * What a look came to.
 *
 * @param firing the rules that hold
 * @param undecided of which nothing can be said now, so that an incident neither begins nor ends: quiet hours hide it
 * @param unread rules whose figures could not be read, for all subjects
 */
record Judged(List<Firing> firing, Set<Firing.Key> undecided, Set<AlertRule> unread) {
    Judged {
        firing = List.copyOf(firing);
        undecided = Set.copyOf(undecided);
        unread = Set.copyOf(unread);
    }

    boolean isUndecided(Firing.Key key) {
        return undecided.contains(key) || unread.contains(key.rule());
    }
}
