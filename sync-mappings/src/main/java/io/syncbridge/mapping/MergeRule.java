package io.syncbridge.mapping;

import java.util.Set;

/** How a field that both sides changed is merged, under {@link ConflictPolicy#MERGE}. */
public sealed interface MergeRule {

    /** The value of the newer edit. Fits every type. */
    record Newest() implements MergeRule {}

    /** Both sides' changes are added to the base. For numbers. */
    record Counter() implements MergeRule {}

    /**
     * A final value wins over one that is not, whatever the clocks; otherwise the newer. For texts and choices.
     *
     * @param finals the values that a merge never leaves
     */
    record ForwardOnly(Set<String> finals) implements MergeRule {
        /** Copies the set. */
        public ForwardOnly {
            finals = Set.copyOf(finals);
        }
    }

    /** What either side added is there, what either removed is not. For lists. */
    record Union() implements MergeRule {}

    /** Key by key, objects within objects too; a key that both changed takes the newer value. For JSON. */
    record Json() implements MergeRule {}

    /** True when the rule can be carried out on values of this type. */
    default boolean fits(FieldType type) {
        return switch (this) {
            case Newest any -> true;
            case Counter counter -> type instanceof FieldType.Whole || type instanceof FieldType.Decimal;
            case ForwardOnly status -> type instanceof FieldType.Text || type instanceof FieldType.Choice;
            case Union set -> type instanceof FieldType.Listing;
            case Json json -> type instanceof FieldType.Json;
        };
    }
}
