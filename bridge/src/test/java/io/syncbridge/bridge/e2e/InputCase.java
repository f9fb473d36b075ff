package io.syncbridge.bridge.e2e;

/** One thing that somebody may send or write, and what must come of it. */
interface InputCase {

    /** The heading it belongs to. */
    String group();

    /** What is sent, as a person would call it. */
    String name();

    /** Tries it and answers in a few words what happened; fails unless that is as it must be. */
    String tryOn(TestStack stack);
}
