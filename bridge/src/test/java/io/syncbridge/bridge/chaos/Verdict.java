package io.syncbridge.bridge.chaos;

/** Whether what a record ended with is right. */
sealed interface Verdict {

    /** One of the ways to be right. */
    enum Kind {
        /** Only one side was edited since both were the same, and its content is there. */
        ONE_SIDED,
        /** Both were edited; the clearly newer content is there. */
        NEWER,
        /** Both were edited at about the same time; one of the two contents is there. */
        EITHER,
        /** Both were edited in different fields, and both edits are there. */
        JOINED,
        /** A write of the bridge's that had lost landed late, under an edit of another field; it was put right. */
        PUT_RIGHT
    }

    record Right(Kind kind) implements Verdict {}

    /** Wrong, but for a reason that the reliability reference states as a limit (section 3.5). */
    record Excused(String limit, String why) implements Verdict {}

    record Wrong(String why) implements Verdict {}
}
