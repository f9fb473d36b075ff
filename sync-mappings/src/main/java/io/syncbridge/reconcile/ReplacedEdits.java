package io.syncbridge.reconcile;

import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.List;
import java.util.Optional;

/**
 * Finds the user's edit that a write of ours replaced without our seeing it.
 *
 * <p>A state found as {@code old} in our own answer counts until the user edits again on top of our write. A webhook's
 * state counts only when it falls into a time in which a landing of ours went unseen (lost answer): otherwise every
 * earlier state was either read, or superseded by one that was read. Either must be newer than the last winning edit and
 * must not be content that we put there ourselves.
 */
record ReplacedEdits(TableMapping mapping, Memory memory, EditTimes times) {

    Optional<ZapierEvent> newest(List<ZapierEvent> events, ZapierReading current) {
        return events.stream()
                .filter(event -> event.overwrittenAt().isPresent()
                        ? leavesStanding(event, current)
                        : !current.isUsers() && isInBlindTime(event))
                .filter(this::isUsers)
                .filter(this::isNewer)
                // Of two in one tick the one heard of last: there is nothing better to go by.
                .reduce((one, next) -> next.editedAt().isBefore(one.editedAt()) ? one : next);
    }

    /**
     * True when the user has not edited again on top of our write: what is the user's now was already there before it.
     * Told by content, for a clock of whole seconds shows the edit and our write as one moment.
     */
    private boolean leavesStanding(ZapierEvent event, ZapierReading current) {
        return current.edited().stream()
                .allMatch(field -> mapping.same(
                        field, event.row().get(field), current.userRow().get(field)));
    }

    private boolean isInBlindTime(ZapierEvent event) {
        return memory.blind()
                .filter(blind -> event.editedAt().isAfter(blind.from())
                        && !event.editedAt().isAfter(blind.until())
                        && !blind.landedHashes().contains(ContentHash.of(mapping, whole(event))))
                .isPresent();
    }

    private boolean isNewer(ZapierEvent event) {
        EditTimes.EditTime time = times.zapier(memory, whole(event), event.editedAt());
        return event.overwrittenAt()
                .map(at -> time.follows(memory.stamp(), memory, at))
                .orElseGet(() -> time.isNewerThan(memory.stamp()));
    }

    private boolean isUsers(ZapierEvent event) {
        // The echo of a write that landed on an older base differs from this one in more than the write's fields.
        boolean landing =
                memory.doubts().stream().anyMatch(doubt -> mapping.sameContent(doubt.intended(), whole(event)));
        return !landing
                && ZapierReading.of(mapping, memory, event.row(), Row.NONE).isUsers();
    }

    private Row whole(ZapierEvent event) {
        return memory.base().overlaidBy(event.row());
    }
}
