package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.ZapierPayload;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.ZapierEvent;
import io.syncbridge.row.Row;
import java.util.Optional;

/**
 * Recognises records that need no look at Zapier: both sides were told to hold exactly what was agreed. Costs no call.
 * Only a fast path: anything in doubt, unreadable or different goes the whole way.
 */
record Echoes(Link link) {

    boolean isOnlyEcho(Claim claim, Optional<StoredRow> supabase) {
        Row base = claim.memory().base();
        return claim.memory().isLive()
                && claim.memory().doubts().isEmpty()
                && claim.memory().unseenEdit().isEmpty()
                // One that waited for a person, or failed, has more to settle than the row shows.
                && claim.failing().told().isEmpty()
                && claim.choice().isEmpty()
                && !claim.hints().isEmpty()
                && supabase.isPresent()
                && supabase.get().content().isWhole()
                && link.mapping().sameContent(supabase.get().content().row(), base)
                && claim.hints().stream().allMatch(hint -> showsBase(hint, claim.memory()));
    }

    private boolean showsBase(Claim.StoredHint hint, Memory memory) {
        return switch (hint.kind()) {
            case SUPABASE -> true; // the row itself was just read
            case REPLACED -> false;
            case ZAPIER ->
                hint.payload()
                        .flatMap(payload -> ZapierPayload.read(link.zapier(), payload, Optional.empty()))
                        .filter(event -> !event.editedAt().isAfter(memory.zapierVersion()))
                        .filter(event -> isAll(event, memory.base()))
                        .isPresent();
        };
    }

    /** A Zap may be told to send some cells only, or to leave out empty ones: what is not said must have been empty. */
    private boolean isAll(ZapierEvent event, Row base) {
        TableMapping mapping = link.mapping();
        return mapping.fields().stream()
                .map(FieldMapping::name)
                .filter(mapping::isContent)
                .allMatch(field -> mapping.same(field, event.row().get(field), base.get(field)));
    }
}
