package io.syncbridge.bridge.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What audit rows say that was overwritten: the state before the first sync, the values the last one left. */
final class OverwrittenTest {
    private static final TableMapping JOBS = Mappings.shipped().stream()
            .filter(mapping -> mapping.name().equals("agent_jobs"))
            .findFirst()
            .orElseThrow();

    @Test
    void severalSyncsGoBackToTheStateBeforeTheFirst() {
        Overwritten found = only(
                row(1, "a", "agent_job_synced", "changed_in_zapier", "status", "queued", "running"),
                row(2, "b", "agent_job_synced", "changed_in_supabase", "error_message", "", "late"),
                row(3, "c", "agent_job_synced", "changed_in_supabase", "status", "running", "completed"));

        assertThat(found.before().get("status")).isEqualTo(new FieldValue.Text("queued"));
        assertThat(found.after().get("status")).isEqualTo(new FieldValue.Text("completed"));
        assertThat(found.before().has("error_message")).isTrue();
        assertThat(found.before().get("error_message").isBlank()).isTrue();
        assertThat(found.last()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(found.syncIds()).containsExactly("a", "b", "c");
        assertThat(found.made()).isFalse();
    }

    @Test
    void anEditThatCameBetweenTheLookAndTheWriteIsWhatWasThere() {
        Overwritten found = only(
                row(1, "a", "agent_job_synced", "changed_in_supabase", "status", "queued", "running"),
                row(2, "a", "sync_conflict_resolved", "changed_in_supabase", "status", "failed", "running"));

        assertThat(found.before().get("status")).isEqualTo(new FieldValue.Text("failed"));
        assertThat(found.syncIds()).containsExactly("a");
    }

    @Test
    void creationsAndDeletionsAreToldApartFromEdits() {
        AuditedChange made = row(1, "a", "agent_job_synced", "created_in_zapier", "status", "", "queued");
        AuditedChange edited = row(2, "b", "agent_job_synced", "changed_in_zapier", "status", "queued", "running");
        AuditedChange gone = row(3, "c", "agent_job_synced", "deleted_in_zapier", "status", "running", "");

        assertThat(only(made, edited).made()).isTrue();
        assertThat(only(made, edited).removed()).isFalse();
        assertThat(only(edited, gone).removed()).isTrue();
        assertThat(only(edited, gone).before().get("status")).isEqualTo(new FieldValue.Text("queued"));
    }

    @Test
    void rowsThatTellOfNoWriteAreLeftOut() {
        AuditedChange failed = row(1, "a", "sync_failed", "retry_count must be whole", "status", "", "");

        assertThat(Overwritten.of(JOBS, List.of(failed))).isEmpty();
    }

    @Test
    void aFieldThatTheMappingHasNoMoreIsNamed() {
        Overwritten found = only(
                row(1, "a", "agent_job_synced", "changed_in_zapier", "priority", "1", "2"),
                row(2, "b", "agent_job_synced", "changed_in_zapier", "status", "queued", "running"));

        assertThat(found.unreadable()).containsExactly("priority");
        assertThat(found.before().has("status")).isTrue();
    }

    private static Overwritten only(AuditedChange... rows) {
        List<Overwritten> all = Overwritten.of(JOBS, List.of(rows));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static AuditedChange row(
            int second, String syncId, String action, String rule, String field, String before, String after) {
        return new AuditedChange(
                Instant.ofEpochSecond(second),
                action,
                "one",
                syncId,
                Optional.empty(),
                Optional.of(Side.SUPABASE),
                rule,
                Optional.empty(),
                Optional.empty(),
                Map.of(field, new AuditedChange.Change(text(before), text(after))),
                Map.of(),
                List.of());
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
