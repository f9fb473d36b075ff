package io.syncbridge.webhooks;

import io.syncbridge.mapping.Side;

/** Told of every answered webhook request, so that the bridge can count them. Must not throw and must not block. */
public interface WebhookEvents {

    /** The label of a request that belongs to no mapping, or to several. */
    String UNKNOWN = "unknown";

    /**
     * One request was answered.
     *
     * @param side whose endpoint it was
     * @param mappingOrUnknown a configured mapping's name or {@link #UNKNOWN}, never text from outside: labels of metrics
     *     must stay few
     * @param status the HTTP status of the answer
     */
    void received(Side side, String mappingOrUnknown, int status);
}
