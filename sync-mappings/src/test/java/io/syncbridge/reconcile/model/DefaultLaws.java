package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.Side;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;

/**
 * What the database fills in when a row is made stays, however soon Zapier's users go on editing. An edit of Supabase's
 * that loses against Zapier's record takes it along: conflicts are decided for the record.
 */
final class DefaultLaws {
    private DefaultLaws() {}

    static void check(World world) {
        boolean conflict = world.history().edits().stream().skip(1).anyMatch(edit -> edit.side() == Side.SUPABASE);
        if (!world.variant.fillsIn() || conflict) {
            return;
        }
        for (Row row : world.rows()) {
            FieldValue filled = row.get(Variant.FILLED);
            Laws.hold(world, Variant.DEFAULT.equals(filled), "I3: what the database filled in is " + filled);
        }
    }

    /** What the database made of a row travels to Zapier once. */
    static int writes(World world) {
        return world.variant.fillsIn() ? 1 : 0;
    }
}
