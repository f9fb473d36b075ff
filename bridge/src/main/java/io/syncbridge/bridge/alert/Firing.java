package io.syncbridge.bridge.alert;

/**
 * A rule that holds.
 *
 * @param summary what is wrong, in one sentence without contents
 * @param remedy what to do: the exact command
 */
record Firing(Key key, String summary, String remedy) {

    /**
     * What an incident is about.
     *
     * @param subject mapping, feed, side or table; empty for everything together
     */
    record Key(AlertRule rule, String subject) {}
}
