package io.syncbridge.bridge.inbox;

/** How one table's inbox is doing. */
public sealed interface InboxState {

    /** Not yet reached. */
    record Starting() implements InboxState {}

    /** Zapier sets it up; it hears of nothing yet. */
    record Initializing() implements InboxState {}

    /**
     * It works.
     *
     * @param streaming true while news come by stream; otherwise the inbox is polled
     */
    record Active(boolean streaming) implements InboxState {}

    /** For the moment Zapier does not answer, or asks to wait. */
    record Waiting(String reason) implements InboxState {}

    /**
     * It delivers nothing until somebody acts. Changes in Zapier Tables are then found by webhook or sweep only.
     *
     * @param reason what is wrong
     * @param advice what to do
     */
    record Stopped(String reason, String advice) implements InboxState {}
}
