package io.syncbridge.bridge.zapier;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads all live records of a table, page by page; memory: one page. Waits where only the budget of calls is used up. A
 * listing that breaks off proves nothing about what it did not show, nor does one whose pages go in a circle.
 */
public final class ZapierListing {
    private final ZapierTablesClient zapier;
    private final String tableId;
    private final BooleanSupplier stopped;

    /** A listing of one table, to be given up when told to stop. */
    public ZapierListing(ZapierTablesClient zapier, String tableId, BooleanSupplier stopped) {
        this.zapier = zapier;
        this.tableId = tableId;
        this.stopped = stopped;
    }

    /** Hands on every page; answers why it broke off, empty when all was read. */
    public Optional<String> read(Consumer<ZapierTablesClient.Page> reader) {
        return readFrom(Optional.empty(), reader);
    }

    /** As {@link #read}, from the page that a cursor of an earlier listing names. */
    public Optional<String> readFrom(Optional<String> start, Consumer<ZapierTablesClient.Page> reader) {
        PatientCalls calls = new PatientCalls(stopped);
        Set<String> cursors = new HashSet<>();
        Optional<String> cursor = start;
        do {
            Optional<String> at = cursor;
            Answer<ZapierTablesClient.Page> answer = calls.ask(() -> zapier.page(tableId, at));
            if (!(answer instanceof Answer.Given<ZapierTablesClient.Page> page)) {
                return Optional.of("Zapier's records could not be listed in full: " + answer.reason());
            }
            reader.accept(page.value());
            cursor = page.value().next();
            if (cursor.isPresent() && !cursors.add(cursor.get())) {
                return Optional.of("Zapier's pages go in a circle");
            }
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        } while (cursor.isPresent());
        return Optional.empty();
    }
}
