package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.ZapierEvent;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a webhook showed is kept until its record is looked at; what cannot be trusted then tells nothing. */
class ZapierPayloadTest {
    private static final TableMapping JOBS = ShippedMapping.named("agent_jobs");
    private static final ZapierJson CODEC = new ZapierJson(
            JOBS,
            Map.of(
                    "id", new ZapierField("f1", "string"),
                    "job_type", new ZapierField("f2", "labeled_string"),
                    "retry_count", new ZapierField("f3", "number")));
    private static final Instant EDITED = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final Instant WRITTEN = EDITED.plusSeconds(3);
    private static final FieldValue TYPE = new FieldValue.Text("manual");
    private static final FieldValue COUNT = new FieldValue.Numeric(BigDecimal.TWO);

    @Test
    void tellsOfTheFieldsThatTheWebhookShowedAndOfNoOther() {
        String kept = ZapierPayload.write("R1", EDITED, data().put("f2", "manual"));

        assertThat(ZapierPayload.read(CODEC, kept, Optional.empty()))
                .contains(new ZapierEvent(Row.of(Map.of("job_type", TYPE)), EDITED, Optional.empty()));
        assertThat(ZapierPayload.read(CODEC, kept, Optional.of(WRITTEN)))
                .contains(new ZapierEvent(Row.of(Map.of("job_type", TYPE)), EDITED, Optional.of(WRITTEN)));
    }

    @Test
    void anEditThatAWriteReplacedIsReadBackWithWhatItChanged() {
        ZapierEvent edit = new ZapierEvent(
                Row.of(Map.of("retry_count", COUNT)),
                EDITED,
                Optional.of(WRITTEN),
                Optional.of(Row.of(Map.of("retry_count", FieldValue.empty()))),
                true);

        assertThat(ZapierPayload.read(CODEC, ZapierPayload.write("R1", edit), Optional.of(WRITTEN)))
                .contains(edit);
    }

    @Test
    void anEditWhoseForerunnerNobodyAskedForHasAnEmptyOne() {
        ZapierEvent edit = new ZapierEvent(Row.of(Map.of("job_type", TYPE)), EDITED, Optional.of(WRITTEN));

        ZapierEvent read = ZapierPayload.read(CODEC, ZapierPayload.write("R1", edit), Optional.of(WRITTEN))
                .orElseThrow();

        assertThat(read.row()).isEqualTo(edit.row());
        assertThat(read.before()).contains(Row.NONE);
        assertThat(read.unseen()).isFalse();
    }

    @Test
    void aWebhookMayHaveAFieldCalledBefore() {
        String kept =
                "{\"id\":\"R1\",\"edited_at\":\"2026-03-01T12:00:00.5Z\",\"before\":{},\"data\":{\"f2\":\"manual\"}}";

        assertThat(ZapierPayload.read(CODEC, kept, Optional.empty()).map(ZapierEvent::row))
                .contains(Row.of(Map.of("job_type", TYPE)));
    }

    @Test
    void aDeletedRecordTellsNothing() {
        assertThat(read("{\"deleted_at\":\"2026-03-01T12:00:00Z\",\"edited_at\":\"2026-03-01T12:00:00Z\","
                        + "\"data\":{\"f2\":\"manual\"}}"))
                .isEmpty();
    }

    @Test
    void whatHasNoClockNoFieldOrABadCellTellsNothing() {
        assertThat(read("no JSON")).isEmpty();
        assertThat(read("{\"data\":{\"f2\":\"manual\"}}")).isEmpty();
        assertThat(read("{\"edited_at\":\"yesterday\",\"data\":{\"f2\":\"manual\"}}"))
                .isEmpty();
        assertThat(read("{\"edited_at\":\"2026-03-01T12:00:00Z\",\"data\":{\"f9\":\"manual\"}}"))
                .isEmpty();
        assertThat(read("{\"edited_at\":\"2026-03-01T12:00:00Z\",\"data\":{\"f2\":\"manual\",\"f3\":\"many\"}}"))
                .isEmpty();
    }

    @Test
    void oneCellCanBeReadByItself() {
        String kept =
                ZapierPayload.write("R1", EDITED, data().put("f2", "manual").put("f3", ""));

        assertThat(ZapierPayload.cell(CODEC, kept, "job_type")).contains("manual");
        assertThat(ZapierPayload.cell(CODEC, kept, "retry_count")).isEmpty();
        assertThat(ZapierPayload.cell(CODEC, kept, "id")).isEmpty();
        assertThat(ZapierPayload.cell(CODEC, "no JSON", "id")).isEmpty();
    }

    /** Zapier's filters compare the component that holds the value; a filter on the cell itself matches nothing. */
    @Test
    void dropdownsAndLinksAreFilteredByTheirComponent() {
        assertThat(new ZapierField("f1", "labeled_string").filterKey()).isEqualTo("f1__value");
        assertThat(new ZapierField("f1", "ai_formula").filterKey()).isEqualTo("f1__value");
        assertThat(new ZapierField("f1", "link").filterKey()).isEqualTo("f1__link");
        assertThat(new ZapierField("f1", "string").filterKey()).isEqualTo("f1");
    }

    private static Optional<ZapierEvent> read(String payload) {
        return ZapierPayload.read(CODEC, payload, Optional.empty());
    }

    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }
}
