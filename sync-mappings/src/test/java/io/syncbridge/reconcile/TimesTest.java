package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.model.Variant;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that cannot be: a record with one of them neither stops syncing nor wins for ever, and the future is flagged. */
class TimesTest {
    private static final TableMapping MAPPING =
            Variant.PLAIN.with(Variant.VersionColumn.APPLICATION).mapping();
    private static final Reconciler RECONCILER = new Reconciler(MAPPING);
    private static final Instant AGREED = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final Instant NOW = AGREED.plusSeconds(600);
    private static final String FUTURE = "2099-01-01T00:00:00Z";
    private static final Memory MEMORY = Memory.NOTHING.agreedOn(row("a", AGREED.toString()), AGREED, AGREED);

    @ParameterizedTest
    @ValueSource(strings = {FUTURE, "1900-01-01T00:00:00Z", ""})
    void aLoneEditTravelsWhateverItsVersionSays(String version) {
        Plan fromSupabase = decide(row("b", version), AGREED, row("a", AGREED.toString()), AGREED);
        Plan fromZapier = decide(row("a", AGREED.toString()), AGREED, row("b", version), AGREED.plusSeconds(10));

        assertThat(fromSupabase.rule()).isEqualTo(Rule.CHANGED_IN_SUPABASE);
        assertThat(fromZapier.rule()).isEqualTo(Rule.CHANGED_IN_ZAPIER);
        assertThat(fromSupabase.clamped()).isEqualTo(version.equals(FUTURE));
        assertThat(fromZapier.clamped()).isEqualTo(version.equals(FUTURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {FUTURE, "1900-01-01T00:00:00Z", ""})
    void inAConflictTheTimeAtWhichSupabasesEditWasFirstSeenCounts(String version) {
        Instant seen = AGREED.plusSeconds(100);

        assertThat(decide(row("b", version), seen, row("c", ""), seen.plusSeconds(5))
                        .rule())
                .isEqualTo(Rule.CONFLICT_ZAPIER_NEWER);
        assertThat(decide(row("b", version), seen, row("c", ""), seen.minusSeconds(5))
                        .rule())
                .isEqualTo(Rule.CONFLICT_SUPABASE_WINS);
    }

    @ParameterizedTest
    @ValueSource(strings = {FUTURE, "1900-01-01T00:00:00Z", ""})
    void inAConflictThePlatformsClockCountsForZapier(String version) {
        Instant edited = AGREED.plusSeconds(100);
        String earlier = edited.minusSeconds(5).toString();
        String later = edited.plusSeconds(5).toString();

        assertThat(decide(row("b", earlier), NOW, row("c", version), edited).rule())
                .isEqualTo(Rule.CONFLICT_ZAPIER_NEWER);
        assertThat(decide(row("b", later), NOW, row("c", version), edited).rule())
                .isEqualTo(Rule.CONFLICT_SUPABASE_WINS);
    }

    /** The winner's stamp stays on this side of now, so that the next edit of the other side can win. */
    @Test
    void aTimeInTheFutureDoesNotWinForEver() {
        Plan first = decide(row("b", FUTURE), AGREED.plusSeconds(100), row("a", AGREED.toString()), AGREED);

        assertThat(first.stamp()).isBeforeOrEqualTo(NOW);
        Memory agreed = MEMORY.agreedOn(row("b", FUTURE), AGREED.plusSeconds(110), first.stamp());
        Plan next = RECONCILER.decide(
                KEY,
                agreed,
                new SupabaseState.Present(row("c", FUTURE), AGREED.plusSeconds(200)),
                new ZapierState.Present("z", row("d", FUTURE), AGREED.plusSeconds(205)),
                List.of(),
                NOW,
                Optional.empty());
        assertThat(next.rule()).isEqualTo(Rule.CONFLICT_ZAPIER_NEWER);
        assertThat(next.clamped()).isTrue();
    }

    @Test
    void aTimeWithinTheToleranceIsBelieved() {
        String soon = NOW.plusSeconds(290).toString();

        Plan plan = decide(row("b", soon), AGREED, row("c", ""), NOW.minusSeconds(1));

        assertThat(plan.rule()).isEqualTo(Rule.CONFLICT_SUPABASE_WINS);
        assertThat(plan.clamped()).isFalse();
    }

    @Test
    void anInfiniteVersionReadsAsNone() {
        Decoded decoded = SupabaseJson.decode(MAPPING, """
                {"id": "k", "a": "b", "updated_at": "infinity"}""");

        assertThat(decoded.isWhole()).isTrue();
        assertThat(decoded.row().get("updated_at")).isEqualTo(FieldValue.empty());
    }

    private static final FieldValue KEY = new FieldValue.Text("k");

    private static Plan decide(Row supabase, Instant seenAt, Row zapier, Instant editedAt) {
        return RECONCILER.decide(
                KEY,
                MEMORY,
                new SupabaseState.Present(supabase, seenAt),
                new ZapierState.Present("z", zapier, editedAt),
                List.of(),
                NOW,
                Optional.empty());
    }

    private static Row row(String content, String version) {
        Row row = Row.of(Map.of("id", new FieldValue.Text("k"), "a", new FieldValue.Text(content)));
        return version.isEmpty() ? row : row.with("updated_at", new FieldValue.Timestamp(Instant.parse(version)));
    }
}
