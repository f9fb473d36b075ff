package io.syncbridge.bridge.dashboard;

import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.util.Optional;

/** What the page's actions need of the running bridge. */
public interface LiveTables {
    /** Both tables of a mapping; empty while it is paused, or unknown. */
    Optional<Link> link(String mapping);

    /** Zapier's side, for work that can wait. */
    ZapierTablesClient zapier();

    /** Has the due records of a mapping looked at soon. */
    void nudge(String mapping);
}
