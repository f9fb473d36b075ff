package io.syncbridge.webhooks;

import java.util.List;

/**
 * How a request ended.
 *
 * @param mapping the one mapping it was about, or {@link WebhookEvents#UNKNOWN}
 */
record Outcome(Answer answer, String mapping) {

    /** Of a request that was not understood, or not wanted. */
    static Outcome of(Answer answer) {
        return new Outcome(answer, WebhookEvents.UNKNOWN);
    }

    /** Of a request that pointed at these records. */
    static Outcome of(Answer answer, List<Hint> hints) {
        List<String> mappings = hints.stream().map(Hint::mapping).distinct().toList();
        return new Outcome(answer, mappings.size() == 1 ? mappings.getFirst() : WebhookEvents.UNKNOWN);
    }

    /** The same, named after the address where the body named no mapping. */
    Outcome orMapping(String fallback) {
        return mapping.equals(WebhookEvents.UNKNOWN) ? new Outcome(answer, fallback) : this;
    }
}
