package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.ZapierJson;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.Row;
import java.util.List;
import java.util.Optional;

/** What was seen of a claim's record in Zapier. */
sealed interface Seen {

    /** It lives. */
    record Live(ZapierRecord record) implements Seen {}

    /** It does not live; nobody looked into the trash. */
    record Absent() implements Seen {}

    /**
     * It is in the trash.
     *
     * @param tableIsEmpty true when no record lives in the whole table
     */
    record Trashed(ZapierRecord record, boolean tableIsEmpty) implements Seen {}

    /** It neither lives nor is it in the trash. */
    record Vanished() implements Seen {}

    /** Its cells, as far as they can be read; nothing where no record was seen. */
    default Decoded decoded(ZapierJson codec) {
        return switch (this) {
            case Live live -> codec.decode(live.record().data());
            case Trashed trashed -> codec.decode(trashed.record().data());
            case Absent absent -> new Decoded(Row.NONE, List.of());
            case Vanished vanished -> new Decoded(Row.NONE, List.of());
        };
    }

    /** What messages call it. */
    default String recordId() {
        return switch (this) {
            case Live live -> live.record().id();
            case Trashed trashed -> trashed.record().id() + " in the trash";
            case Absent absent -> "";
            case Vanished vanished -> "";
        };
    }

    /** The state that decides, with the cells that were read. */
    default ZapierState state(Row row) {
        return switch (this) {
            case Live live ->
                new ZapierState.Present(live.record().id(), row, live.record().editedAt());
            case Trashed trashed ->
                new ZapierState.Trashed(
                        trashed.record().id(), row, trashed.record().editedAt());
            case Absent absent -> new ZapierState.Absent();
            case Vanished vanished -> new ZapierState.Vanished();
        };
    }

    static Seen of(Optional<ZapierRecord> live) {
        return live.<Seen>map(Live::new).orElseGet(Absent::new);
    }
}
