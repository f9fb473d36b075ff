package io.syncbridge.bridge.check;

import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.mapping.TableMapping;
import java.util.List;
import java.util.Optional;

/** Whether anything was ever heard from Zapier about a table, and still is: Zaps cannot be looked at from outside. */
public record FeedCheck(Database database, TableMapping mapping, Optional<PublicAddress> address) implements Check {
    private static final String QUERY = "select heard, silent from bridge.feed where mapping = ? and side = 'zapier'";

    private record Feed(long heard, boolean silent) {}

    @Override
    public List<Finding> findings() {
        Optional<Feed> feed;
        try {
            feed = database.transaction(tx ->
                    tx.first(QUERY, row -> new Feed(row.getLong("heard"), row.getBoolean("silent")), mapping.name()));
        } catch (DatabaseException failed) {
            if (!failed.isSchemaFault() && !failed.sqlState().equals("3F000")) {
                throw failed;
            }
            return List.of(); // no schema of ours yet, which is a finding of its own
        }
        String zap = address.map(url -> " to " + url.forZapier(mapping.name())).orElse("");
        if (feed.filter(Feed::silent).filter(heard -> heard.heard() > 0).isPresent()) {
            return List.of(new Finding.Problem(
                    mapping.name(),
                    "Zapier tells nothing of changes although it should; switch the Zap on that posts" + zap));
        }
        return feed.filter(heard -> heard.heard() > 0).isPresent()
                ? List.of(new Finding.Ok(mapping.name(), "Zapier tells of changes"))
                : List.of(new Finding.Note(
                        mapping.name(),
                        "nothing was heard from Zapier so far; ./bridgectl setup prints the Zap that posts" + zap
                                + ". Until then changes are found by the sweeps"));
    }
}
