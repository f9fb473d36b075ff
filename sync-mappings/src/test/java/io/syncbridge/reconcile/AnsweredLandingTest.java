package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two landings whose answers were lost, and one between them whose answer came: its webhook, which Zapier says again much
 * later, tells of no user. Found by a hundred kills, as a conflict that nobody had made.
 */
class AnsweredLandingTest {
    private static final TableMapping MAPPING = Variant.PLAIN.mapping();
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00.000001Z");

    @Test
    void itsWebhookIsNoUsersEdit() {
        Memory first = Memory.NOTHING
                .agreedOn(row("a0"), at(0), at(0))
                .blindUntil(at(2), ContentHash.of(MAPPING, row("a1")))
                .agreedOn(row("a1"), at(2), at(1));
        Attempt second = attempt("t2", "a2", "a1", 3);
        Landing answered = new Landing("z", row("a2"), at(5), Optional.of(new Landing.Old(row("a1"), at(2))));
        Memory settled = new Settlement(MAPPING)
                .settle(first.attempting(second), second, answered, at(5))
                .memory();
        Memory doubting = settled.attempting(attempt("t3", "a3", "a2", 4));

        Plan plan = new Reconciler(MAPPING)
                .decide(
                        new FieldValue.Text("k"),
                        doubting,
                        new SupabaseState.Present(row("a4").with("updated_at", new FieldValue.Timestamp(at(7))), at(8)),
                        new ZapierState.Present("z", row("a3"), at(6)),
                        List.of(new ZapierEvent(row("a2"), at(5), Optional.empty())),
                        at(9),
                        Optional.empty());

        assertThat(plan.rule()).isEqualTo(Rule.CHANGED_IN_SUPABASE);
    }

    private static Attempt attempt(String id, String content, String before, int second) {
        return new Attempt(
                id,
                Attempt.Kind.PATCH,
                Row.of(Map.of("a", new FieldValue.Text(content))),
                row(before),
                at(second),
                at(second),
                Rule.CHANGED_IN_SUPABASE,
                Row.NONE,
                false);
    }

    private static Instant at(int second) {
        return THEN.plusSeconds(second);
    }

    private static Row row(String a) {
        return Row.of(Map.of("id", new FieldValue.Text("k"), "a", new FieldValue.Text(a)));
    }
}
