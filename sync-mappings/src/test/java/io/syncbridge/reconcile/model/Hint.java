package io.syncbridge.reconcile.model;

import io.syncbridge.reconcile.ZapierEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * What a webhook or an answer said of the record.
 *
 * @param kind where it came from
 * @param event the state it showed; empty for Supabase
 * @param edit the user's edit it tells of, or -1 for an echo of ours
 * @param receivedAt when it was stored; EPOCH while under way
 */
record Hint(Kind kind, Optional<ZapierEvent> event, int edit, Instant receivedAt) {

    enum Kind {
        SUPABASE,
        ZAPIER,
        REPLACED
    }

    @Override
    public String toString() {
        return kind
                + (edit < 0 ? " echo " : " of edit " + edit + " ")
                + event.map(ZapierEvent::toString).orElse("")
                + receivedAt;
    }

    Hint received(Instant at) {
        return new Hint(kind, event, edit, at);
    }
}
