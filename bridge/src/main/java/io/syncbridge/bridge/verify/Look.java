package io.syncbridge.bridge.verify;

/** What a second look at a suspect showed. */
sealed interface Look {

    /** Both sides are equal, or neither has it any more. */
    record Equal() implements Look {}

    /** One side only has it, as the mapping's rules want it. */
    record Kept() implements Look {}

    /**
     * It differs.
     *
     * @param difference as of now
     * @param busy true when it is due or under lease
     * @param shown what both sides showed; another text means that something moved
     * @param touched the bookkeeping's mark; another one means that somebody was told of it or took it up
     */
    record Differs(Difference difference, boolean busy, String shown, String touched) implements Look {

        /** True when nothing moved between the two looks and nobody is about to move it. */
        boolean isSettledSince(Differs before) {
            return !busy && !before.busy && shown.equals(before.shown) && touched.equals(before.touched);
        }

        /** True when it is due and was left alone since the first look. */
        boolean isLeftAloneSince(Differs first) {
            return busy && first.busy && touched.equals(first.touched);
        }
    }

    /** It is known by another name meanwhile. */
    record Renamed(Suspect suspect) implements Look {}
}
