package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Gen;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.reconcile.Memory;
import io.syncbridge.reconcile.Rule;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryJsonTest {
    private static final TableMapping JOBS = ShippedMapping.named("agent_jobs");

    @Test
    void readsBackWhatItWrote() {
        Gen.forEachSeed(500, (seed, gen) -> {
            Memory memory = memory(gen);

            assertThat(MemoryJson.read(JOBS, MemoryJson.write(memory))).isEqualTo(memory);
        });
    }

    @Test
    void anEmptyObjectIsNothingKnown() {
        assertThat(MemoryJson.read(JOBS, "{}")).isEqualTo(Memory.NOTHING);
        assertThat(MemoryJson.read(JOBS, MemoryJson.write(Memory.NOTHING))).isEqualTo(Memory.NOTHING);
    }

    @Test
    void aFieldThatTheMappingNoLongerReadsIsNotStated() {
        Memory memory = Memory.NOTHING.withBase(
                Row.NONE.with("status", new FieldValue.Text("paused")).with("gone", new FieldValue.Text("x")));

        assertThat(MemoryJson.read(JOBS, MemoryJson.write(memory)).base()).isEqualTo(Row.NONE);
    }

    private static Memory memory(Gen gen) {
        return new Memory(
                gen.pick(List.of(Memory.Standing.values())),
                row(gen),
                gen.instant(),
                gen.instant(),
                sometimes(gen, new Memory.OwnWrite(gen.word(8), gen.instant())),
                sometimes(gen, new Memory.UnseenEdit(gen.instant(), gen.instant())),
                sometimes(gen, new Memory.Blind(gen.instant(), gen.instant(), gen.listOf(0, 3, g -> g.word(8)))),
                gen.listOf(0, 3, MemoryJsonTest::attempt));
    }

    private static Attempt attempt(Gen gen) {
        return new Attempt(
                gen.uuid().toString(),
                gen.pick(List.of(Attempt.Kind.values())),
                row(gen),
                row(gen),
                gen.instant(),
                gen.instant(),
                gen.pick(List.of(Rule.values())),
                row(gen));
    }

    private static Row row(Gen gen) {
        Row row = Row.NONE;
        if (gen.odds(0.5)) {
            row = row.with("id", new FieldValue.Text(gen.uuid().toString()));
        }
        if (gen.odds(0.5)) {
            row = row.with("status", gen.odds(0.2) ? FieldValue.empty() : new FieldValue.Text("running"));
        }
        if (gen.odds(0.5)) {
            row = row.with("error_message", readable(gen.text(6)));
        }
        if (gen.odds(0.5)) {
            row = row.with("retry_count", new FieldValue.Numeric(new BigDecimal(gen.between(-9, 900))));
        }
        return gen.odds(0.5) ? row.with("updated_at", new FieldValue.Timestamp(gen.instant())) : row;
    }

    private static FieldValue readable(String text) {
        return TextRules.problem(text).isPresent() ? new FieldValue.Text("") : new FieldValue.Text(text);
    }

    private static <T> Optional<T> sometimes(Gen gen, T value) {
        return gen.odds(0.5) ? Optional.of(value) : Optional.empty();
    }
}
