package io.syncbridge.webhooks;

import java.util.List;

/** Where hints go. Implemented by the bridge with one durable transaction. */
public interface Intake {

    /**
     * Stores the hints of one request, all or nothing. Called on the request's virtual thread and may block.
     *
     * @param hints 1 to 2,000 different hints, in the order the request held them
     * @return {@link Receipt.Stored} only once every hint would survive a crash. An exception counts as unavailable
     */
    Receipt accept(List<Hint> hints);
}
