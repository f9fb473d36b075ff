package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What identifies a record: read from its cell, or made up once and for all where Zapier's cell is empty. */
class RecordKeyTest {
    private static final String UUID = "8b7c7e5e-1c1f-4d54-9a53-0c9bd3e3ad10";

    @Test
    void anEmptyCellIsNoKey() {
        assertThat(RecordKey.text(FieldValue.empty())).isEmpty();
        assertThat(RecordKey.text(new FieldValue.Text(""))).isEmpty();
    }

    @Test
    void aKeyIsItsCanonicalText() {
        assertThat(RecordKey.text(new FieldValue.Text("k-1"))).contains("k-1");
        assertThat(RecordKey.text(new FieldValue.Numeric(new BigDecimal("7.0"))))
                .contains("7");
        assertThat(RecordKey.value(keyed("uuid"), UUID.toUpperCase(java.util.Locale.ROOT)))
                .contains(new FieldValue.Text(UUID));
        assertThat(RecordKey.value(keyed("integer"), "42")).contains(new FieldValue.Numeric(new BigDecimal(42)));
    }

    @Test
    void whatTheKeysTypeRefusesIsNoKey() {
        assertThat(RecordKey.value(keyed("uuid"), "not a uuid")).isEmpty();
        assertThat(RecordKey.value(keyed("integer"), "4.5")).isEmpty();
        assertThat(RecordKey.value(keyed("text"), "")).isEmpty();
    }

    /** A redelivery, or another instance, must arrive at the same record; two records must never share one. */
    @Test
    void aKeyThatIsMadeUpIsTheSameEveryTimeAndForThatRecordOnly() {
        TableMapping mapping = keyed("uuid");
        String made = RecordKey.generated(mapping, "TABLE", "RECORD").orElseThrow();

        assertThat(RecordKey.generated(mapping, "TABLE", "RECORD")).contains(made);
        assertThat(RecordKey.generated(mapping, "TABLE", "OTHER").orElseThrow()).isNotEqualTo(made);
        assertThat(RecordKey.generated(mapping, "OTHER", "RECORD").orElseThrow())
                .isNotEqualTo(made);
        assertThat(RecordKey.value(mapping, made)).contains(new FieldValue.Text(made));
        assertThat(RecordKey.generated(keyed("text"), "TABLE", "RECORD")).contains(made);
    }

    @Test
    void aNumberIsNotMadeUp() {
        assertThat(RecordKey.generated(keyed("integer"), "TABLE", "RECORD")).isEmpty();
    }

    @Test
    void aUuidIsLookedForInBothCasesAndATextAsItIs() {
        assertThat(RecordKey.spellings(keyed("uuid"), UUID))
                .containsExactly(UUID, UUID.toUpperCase(java.util.Locale.ROOT));
        assertThat(RecordKey.spellings(keyed("text"), "Ab")).containsExactly("Ab");
    }

    private static TableMapping keyed(String type) {
        String yaml = """
                name: things
                supabase: public.things
                key: id
                fields:
                  id: %s
                  a: text
                """.formatted(type);
        return switch (MappingYaml.read("things.yaml", yaml)) {
            case MappingResult.Good good -> good.mapping();
            case MappingResult.Faulty faulty -> throw new AssertionError(faulty.problems());
        };
    }
}
