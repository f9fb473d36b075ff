package io.syncbridge.bridge.inbox;

import java.util.List;

/**
 * What a lease brought.
 *
 * @param leaseId empty text when there was nothing
 * @param messages at most 100
 * @param standing the inbox's state as the answer told it
 */
record LeasedMessages(String leaseId, List<Message> messages, Standing standing) {

    LeasedMessages {
        messages = List.copyOf(messages);
    }

    /**
     * One message.
     *
     * @param payload JSON text; empty when it had none
     */
    record Message(String id, String payload) {
        /** Without its contents. */
        @Override
        public String toString() {
            return "Message[" + id + "]";
        }
    }

    /**
     * An inbox's own state.
     *
     * @param status {@code active} and so on, as Zapier names it
     * @param pausedReason empty text when it is not paused
     */
    record Standing(String status, String pausedReason) {}
}
