package io.syncbridge.bridge.zapier;

import io.syncbridge.bridge.ops.SideBySide;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads all live records of a table, page by page. While a page is looked at the next is read: memory is two. Waits where only the budget of calls is used up. A
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
        try (ExecutorService ahead = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return read(ahead, start, reader);
            } finally {
                ahead.shutdownNow(); // of a reader that failed; otherwise nothing is under way
            }
        }
    }

    private Optional<String> read(
            ExecutorService ahead, Optional<String> start, Consumer<ZapierTablesClient.Page> reader) {
        Set<String> cursors = new HashSet<>();
        Optional<Future<Answer<ZapierTablesClient.Page>>> coming = Optional.of(asked(ahead, start));
        while (coming.isPresent()) {
            Answer<ZapierTablesClient.Page> answer = SideBySide.awaited(coming.get(), "a page was read");
            if (!(answer instanceof Answer.Given<ZapierTablesClient.Page> page)) {
                return Optional.of("Zapier's records could not be listed in full: " + answer.reason());
            }
            Optional<String> next = page.value().next();
            boolean circle = next.isPresent() && !cursors.add(next.get());
            coming =
                    circle || stopped.getAsBoolean() ? Optional.empty() : next.map(at -> asked(ahead, Optional.of(at)));
            reader.accept(page.value());
            if (circle) {
                return Optional.of("Zapier's pages go in a circle");
            }
            if (stopped.getAsBoolean()) {
                return Optional.of("stopped");
            }
        }
        return Optional.empty();
    }

    private Future<Answer<ZapierTablesClient.Page>> asked(ExecutorService ahead, Optional<String> at) {
        return ahead.submit(() -> new PatientCalls(stopped).ask(() -> zapier.page(tableId, at)));
    }
}
