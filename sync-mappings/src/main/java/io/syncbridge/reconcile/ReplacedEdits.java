package io.syncbridge.reconcile;

import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.ContentHash;
import io.syncbridge.row.Row;
import java.util.Comparator;
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

    Optional<ZapierEvent> newest(List<ZapierEvent> events, ZapierReading current, java.time.Instant currentVersion) {
        return events.stream()
                .filter(event -> event.overwrittenAt().isPresent()
                        ? !current.isUsers()
                                || !currentVersion.isAfter(event.overwrittenAt().get())
                        : !current.isUsers() && isInBlindTime(event))
                .filter(this::isUsers)
                .filter(event -> times.zapier(memory.base(), whole(event), event.editedAt())
                        .isNewerThan(memory.stamp()))
                .max(Comparator.comparing(ZapierEvent::editedAt));
    }

    private boolean isInBlindTime(ZapierEvent event) {
        return memory.blind()
                .filter(blind -> event.editedAt().isAfter(blind.from())
                        && !event.editedAt().isAfter(blind.until())
                        && !blind.landedHashes().contains(ContentHash.of(mapping, whole(event))))
                .isPresent();
    }

    private boolean isUsers(ZapierEvent event) {
        return ZapierReading.of(mapping, memory, event.row(), Row.NONE).isUsers();
    }

    private Row whole(ZapierEvent event) {
        return memory.base().overlaidBy(event.row());
    }
}
