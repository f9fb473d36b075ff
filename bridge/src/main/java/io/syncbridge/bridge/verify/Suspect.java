package io.syncbridge.bridge.verify;

/**
 * A record that seemed to differ when one side was read after the other.
 *
 * @param id its key, or its Zapier id
 * @param isKey which of the two
 */
record Suspect(String id, boolean isKey) {

    static Suspect ofKey(String key) {
        return new Suspect(key, true);
    }

    static Suspect ofRecord(String zapierId) {
        return new Suspect(zapierId, false);
    }
}
