package io.syncbridge.mapping;

import java.util.List;

/** What reading a mapping file gives: a mapping, or everything that is wrong with it. */
public sealed interface MappingResult {

    /** A valid mapping. */
    record Good(TableMapping mapping) implements MappingResult {}

    /** All problems at once, at least one. */
    record Faulty(List<MappingProblem> problems) implements MappingResult {
        /** Copies the list. */
        public Faulty {
            problems = List.copyOf(problems);
        }
    }
}
