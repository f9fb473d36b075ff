package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.codec.ZapierPayload;
import io.syncbridge.mapping.Side;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Plan;
import io.syncbridge.reconcile.Reconciler;
import io.syncbridge.reconcile.SupabaseState;
import io.syncbridge.reconcile.ZapierEvent;
import io.syncbridge.reconcile.ZapierState;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Hands the reconciler what a claim and a look have shown, for one record or many in a transaction. */
record Deciding(Link link, Reconciler reconciler) {
    /** No server carries out a request this long after it was sent. */
    private static final Duration DOUBT_LASTS = Duration.ofHours(1);

    Deciding(Link link) {
        this(link, new Reconciler(link.mapping()));
    }

    /** The claim without attempts that are too old to land any more. */
    static Claim withoutOldDoubts(Claim leased) {
        return leased.with(leased.memory().withoutDoubtsBefore(leased.now().minus(DOUBT_LASTS)));
    }

    Plan plan(Claim claim, FieldValue key, Optional<StoredRow> row, ZapierState zapier) {
        SupabaseState supabase = row.<SupabaseState>map(
                        there -> new SupabaseState.Present(there.content().row(), claim.supabaseSeenAt()))
                .orElseGet(SupabaseState.Absent::new);
        return reconciler.decide(key, claim.memory(), supabase, zapier, events(claim), claim.now(), claim.choice());
    }

    /** What a plan wants Zapier to get, as an attempt to be stored before it is sent. */
    static Attempt attempt(Plan plan, Attempt.Kind kind, Row fields, Row before, Instant now) {
        return new Attempt(
                UUID.randomUUID().toString(),
                kind,
                fields,
                before,
                now,
                plan.stamp(),
                plan.rule(),
                plan.winner() == Side.SUPABASE ? plan.lost() : Row.NONE,
                plan.clamped());
    }

    private List<ZapierEvent> events(Claim claim) {
        return claim.hints().stream()
                .flatMap(hint -> hint.payload().stream()
                        .flatMap(payload -> ZapierPayload.read(link.zapier(), payload, hint.overwrittenAt()).stream()))
                .toList();
    }
}
