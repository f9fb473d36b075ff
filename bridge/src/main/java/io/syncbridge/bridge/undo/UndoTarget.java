package io.syncbridge.bridge.undo;

import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.history.AuditedChange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What is to be taken back. */
public sealed interface UndoTarget {
    /** More audit rows than this are not taken back at once; they are held in memory. */
    int MOST_ROWS = 100_000;

    /** One sync, or a run of undo: everything written under this id. */
    record Sync(String id) implements UndoTarget {}

    /** Everything written from {@code since} on and before {@code until}, by the database's clock. */
    record Window(Instant since, Instant until) implements UndoTarget {}

    /** The audit rows that tell of it, oldest first. */
    default List<AuditedChange> rows(AuditHistory history) {
        return switch (this) {
            case Sync sync -> history.ofSync(sync.id());
            case Window window -> history.between(window.since(), window.until(), MOST_ROWS + 1);
        };
    }

    /**
     * The sync id of its undo: always the same one, so that a run that was killed and the run that ends it can be undone
     * together.
     */
    default String undoId() {
        return UUID.nameUUIDFromBytes(("undo " + this).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
