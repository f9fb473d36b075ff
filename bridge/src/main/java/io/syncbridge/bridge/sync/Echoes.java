package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.ZapierPayload;
import io.syncbridge.mapping.TableMapping;
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
                && !claim.hints().isEmpty()
                && supabase.isPresent()
                && supabase.get().content().isWhole()
                && link.mapping().sameContent(supabase.get().content().row(), base)
                && claim.hints().stream().allMatch(hint -> says(hint, base));
    }

    private boolean says(Claim.StoredHint hint, Row base) {
        return switch (hint.kind()) {
            case SUPABASE -> true; // the row itself was just read
            case REPLACED -> false;
            case ZAPIER ->
                hint.payload()
                        .flatMap(payload -> ZapierPayload.read(link.zapier(), payload, Optional.empty()))
                        .filter(event -> isBase(event, base))
                        .isPresent();
        };
    }

    private boolean isBase(ZapierEvent event, Row base) {
        TableMapping mapping = link.mapping();
        return event.row().values().keySet().stream()
                .filter(mapping::isContent)
                .allMatch(field -> mapping.same(field, event.row().get(field), base.get(field)));
    }
}
