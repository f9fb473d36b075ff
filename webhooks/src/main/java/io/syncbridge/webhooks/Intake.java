package io.syncbridge.webhooks;

import java.util.List;

/** Where hints go. Implemented by the bridge with one durable transaction. */
public interface Intake {

    /**
     * Stores the hints of one request, all or nothing. Called on the request's virtual thread and may block.
     *
     * @param hints at least one, no two equal, seldom more than 2,000; two may name one record, in the order the request held them
     * @return {@link Receipt.Stored} only once every hint would survive a crash. An exception counts as unavailable and is logged
     */
    Receipt accept(List<Hint> hints);

    /** As the other; whoever keeps hints keeps by which request they came. */
    default Receipt accept(List<Hint> hints, Origin origin) {
        return accept(hints);
    }
}
