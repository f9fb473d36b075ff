package io.syncbridge.bridge.verify;

/** Told how far a comparison is. */
@FunctionalInterface
public interface Progress {
    /** Nobody is told. */
    Progress SILENT = (mapping, what, done) -> {};

    /**
     * Some more is done.
     *
     * @param what is being counted, such as {@code Zapier records}
     * @param done so many of them so far
     */
    void at(String mapping, String what, long done);
}
