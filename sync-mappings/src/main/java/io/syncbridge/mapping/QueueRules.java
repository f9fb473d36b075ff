package io.syncbridge.mapping;

/**
 * How the due records of a table are worked off.
 *
 * @param quiet when they wait
 * @param tenantLock true when the records of a tenant are worked off by one worker at a time, over all instances; needs
 *     a tenant field
 */
public record QueueRules(QuietHours quiet, boolean tenantLock) {
    /** At any time, by as many workers as there are. */
    public static final QueueRules USUAL = new QueueRules(QuietHours.NONE, false);
}
