package io.syncbridge.bridge.feed;

/**
 * PostgreSQL's count of the rows written in a table, without those that the bridge wrote itself. The count comes seconds
 * late, own writes are known at once: until it has caught up they are remembered.
 *
 * @param counted what PostgreSQL counted when it was looked at last
 * @param ownUnseen own writes that this does not show yet; never negative
 */
public record RowCount(long counted, long ownUnseen) {

    /** What others wrote since the last look, and what to remember. */
    public record Step(RowCount next, long others) {}

    /**
     * The step to a later look.
     *
     * @param now the count; less than before means that it began anew, and then nothing can be said
     * @param own own writes since the last look
     */
    public Step after(long now, long own) {
        if (now < counted) {
            return new Step(new RowCount(now, 0), 0);
        }
        long written = now - counted;
        long expected = ownUnseen + own;
        long seen = Math.min(written, expected);
        return new Step(new RowCount(now, expected - seen), written - seen);
    }
}
