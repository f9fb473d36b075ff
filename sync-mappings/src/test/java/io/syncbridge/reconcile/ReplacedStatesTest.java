package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** States of a Zapier record that a write of ours replaced: which of them are edits that must come back, and as what. */
class ReplacedStatesTest {
    private static final Instant AGREED = Instant.parse("2026-03-01T12:00:00.250001Z");
    private static final Row BASE = Row.of(Map.of("id", text("k"), "name", text("n"), "note", text("o")));
    private static final Memory MEMORY = Memory.NOTHING.agreedOn(BASE, at(0), at(0));

    @Test
    void aReplacedEditComesBackBesideWhatUsersDidSince() {
        Optional<OverwrittenEdits.Joined> joined =
                joined("merge", BASE.with("note", text("x")), edit(Map.of("name", text("u")), 5, false));

        assertThat(joined)
                .map(OverwrittenEdits.Joined::row)
                .contains(BASE.with("name", text("u")).with("note", text("x")));
        assertThat(joined.orElseThrow().time().at()).isEqualTo(at(5));
        assertThat(joined.orElseThrow().lost()).isEqualTo(Row.NONE);
    }

    @Test
    void theNewestOfSeveralTellsTheirTime() {
        Map<String, FieldValue> name = Map.of("name", text("u"));
        Map<String, FieldValue> note = Map.of("note", text("v"));

        assertThat(joined("merge", BASE, edit(name, 5, false), edit(note, 7, false))
                        .orElseThrow()
                        .time()
                        .at())
                .isEqualTo(at(7));
        assertThat(joined("merge", BASE, edit(name, 7, false), edit(note, 5, false))
                        .orElseThrow()
                        .time()
                        .at())
                .isEqualTo(at(7));
    }

    @Test
    void whatWasSeenSinceOrIsOlderThanTheLastWinnerIsNoNewsUnlessNobodyElseCanHaveSeenIt() {
        Map<String, FieldValue> name = Map.of("name", text("u"));

        assertThat(joined("merge", BASE, edit(name, 0, false)))
                .as("the state that was agreed on")
                .isEmpty();
        assertThat(joined("merge", BASE, edit(name, -5, false)))
                .as("older than the last winner")
                .isEmpty();
        assertThat(joined("merge", BASE, edit(name, -5, true))).isPresent();
        assertThat(joined("merge", BASE, new ZapierEvent(BASE, at(5), Optional.empty())))
                .as("a webhook, of which nobody knows what it replaced")
                .isEmpty();
    }

    @Test
    void nobodyIsAskedAboutAnEditThatUsersHaveMadeAnewSince() {
        ZapierEvent both = edit(Map.of("name", text("u"), "note", text("v")), 5, true);

        assertThat(joined("ask", BASE.with("name", text("w")).with("note", text("x")), both))
                .isEmpty();
        assertThat(joined("ask", BASE.with("name", text("w")), both))
                .as("one of its fields is as it was")
                .isPresent();
        assertThat(joined("merge", BASE.with("name", text("w")).with("note", text("x")), both))
                .as("a merge takes both")
                .isPresent();
    }

    /** Zapier's clock shows whole seconds in some places; within one, only the order of our own writes tells. */
    @Test
    void withinOneTickAStateFollowsAnEditOfZapiersOnlyIfOurWriteCameLater() {
        Instant stamp = at(0);
        EditTimes.EditTime sameSecond =
                new EditTimes.EditTime(at(0).truncatedTo(ChronoUnit.SECONDS), ChronoUnit.SECONDS);
        Memory zapiers = MEMORY.owning(new Memory.OwnWrite("hash", stamp));

        assertThat(sameSecond.follows(stamp, zapiers, at(1))).isTrue();
        assertThat(sameSecond.follows(stamp, zapiers, at(0)))
                .as("replaced within the same tick")
                .isFalse();
        assertThat(sameSecond.follows(stamp, MEMORY, at(1)))
                .as("the winner was Supabase's")
                .isFalse();
        assertThat(sameSecond.follows(stamp, MEMORY.owning(new Memory.OwnWrite("hash", at(-9))), at(1)))
                .as("our last write carried another edit")
                .isFalse();
        assertThat(new EditTimes.EditTime(at(-1), ChronoUnit.SECONDS).follows(stamp, zapiers, at(1)))
                .as("a tick before")
                .isFalse();
        assertThat(new EditTimes.EditTime(at(1), ChronoUnit.SECONDS).follows(stamp, MEMORY, at(1)))
                .as("newer anyhow")
                .isTrue();
    }

    @Test
    void whoLostTheLeaseLeavesWhatHisWriteReplacedAndNothingElse() {
        assertThat(afterLostLease("merge", BASE)).as("as it was seen").isEmpty();
        assertThat(afterLostLease("merge", BASE.with("name", text("ours"))))
                .as("the next worker has written it already")
                .isEmpty();
        assertThat(afterLostLease("merge", BASE.with("note", text("x"))))
                .as("beside our write")
                .isEmpty();

        Row users = BASE.with("name", text("u")).with("note", text("x"));
        assertThat(afterLostLease("merge", users)).hasValueSatisfying(event -> {
            assertThat(event.row()).isEqualTo(Row.of(Map.of("name", text("u"))));
            assertThat(event.before()).contains(BASE);
            assertThat(event.unseen()).isFalse();
        });
        assertThat(afterLostLease("newest-wins", users)).hasValueSatisfying(event -> {
            assertThat(event.row()).isEqualTo(users);
            assertThat(event.before()).isEmpty();
            assertThat(event.overwrittenAt()).contains(at(9));
        });
    }

    @Test
    void aRefusedPartOfAWriteStaysInDoubtAloneAndTheRestHasLanded() {
        Attempt whole = attempt(Map.of("name", text("ours"), "note", text("too long")));

        Attempt landed = whole.landedIn(mapping("merge"), BASE.with("name", text("ours")));
        assertThat(landed.fields()).isEqualTo(Row.of(Map.of("name", text("ours"))));
        assertThat(landed.id()).isEqualTo(whole.id());
        assertThat(whole.without(landed).fields()).isEqualTo(Row.of(Map.of("note", text("too long"))));
        assertThat(whole.without(landed).intended()).isEqualTo(BASE.with("note", text("too long")));
    }

    private static Optional<ZapierEvent> afterLostLease(String policy, Row old) {
        Attempt attempt = attempt(Map.of("name", text("ours")));
        Landing landing =
                new Landing("z", old.with("name", text("ours")), at(9), Optional.of(new Landing.Old(old, at(5))));
        return new Settlement(mapping(policy)).afterLostLease(MEMORY.attempting(attempt), attempt, landing);
    }

    private static Attempt attempt(Map<String, FieldValue> fields) {
        return new Attempt(
                "t", Attempt.Kind.PATCH, Row.of(fields), BASE, at(1), at(1), Rule.CHANGED_IN_SUPABASE, Row.NONE, false);
    }

    private static Optional<OverwrittenEdits.Joined> joined(String policy, Row current, ZapierEvent... events) {
        TableMapping mapping = mapping(policy);
        return new OverwrittenEdits(mapping, MEMORY, new EditTimes(mapping, at(60))).on(current, List.of(events));
    }

    private static ZapierEvent edit(Map<String, FieldValue> fields, int second, boolean unseen) {
        return new ZapierEvent(Row.of(fields), at(second), Optional.of(at(second + 1)), Optional.of(BASE), unseen);
    }

    private static Instant at(int second) {
        return AGREED.plusSeconds(second);
    }

    private static FieldValue text(String value) {
        return new FieldValue.Text(value);
    }

    private static TableMapping mapping(String policy) {
        String yaml = """
                name: things
                key: id
                policy: %s
                fields: { id: text, name: text, note: text }
                """.formatted(policy);
        return switch (MappingYaml.read("things.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }
}
