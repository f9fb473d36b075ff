package io.syncbridge.mapping;

/** Which way a field's value travels. */
public enum FieldDirection {
    BOTH,
    TO_SUPABASE,
    TO_ZAPIER;

    /** True when a value that arises on this side is carried to the other. */
    public boolean comesFrom(Side side) {
        return this == BOTH || this == (side == Side.ZAPIER ? TO_SUPABASE : TO_ZAPIER);
    }

    /** True when the bridge may write the field on this side. */
    public boolean goesTo(Side side) {
        return comesFrom(side.other());
    }
}
