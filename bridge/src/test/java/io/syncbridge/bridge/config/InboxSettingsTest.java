package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.TableMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The settings of trigger inboxes: off unless named, and every mistake told at once. */
final class InboxSettingsTest {
    private final List<String> problems = new ArrayList<>();

    @Test
    void nothingIsListenedToUnlessItIsNamed() {
        InboxSettings settings = read(Map.of());
        assertThat(problems).isEmpty();
        assertThat(settings.mappings()).isEmpty();
        assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.lease()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void allMeansEveryMappingAndTheInputsNameTheTable() {
        InboxSettings settings = read(Map.of(
                "ZAPIER_INBOX", "all",
                "ZAPIER_INBOX_ACTION_KEY", "changed",
                "ZAPIER_INBOX_INPUTS", "{\"table\":{\"id\":\"{table_id}\"}}"));
        assertThat(problems).isEmpty();
        assertThat(settings.mappings())
                .containsExactlyInAnyOrderElementsOf(
                        Mappings.shipped().stream().map(TableMapping::name).toList());
        assertThat(settings.inputsFor("01HTABLE000000000000000000"))
                .hasToString("{\"table\":{\"id\":\"01HTABLE000000000000000000\"}}");
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        InboxSettings unused = read(Map.of(
                "ZAPIER_INBOX", "agent_jobs,agent_job",
                "ZAPIER_INBOX_BASE", "somewhere",
                "ZAPIER_INBOX_INPUTS", "[]",
                "ZAPIER_INBOX_LEASE", "1s",
                "ZAPIER_INBOX_POLL", "soon"));
        assertThat(problems)
                .hasSize(6)
                .anyMatch(line -> line.startsWith("ZAPIER_INBOX names no mapping that runs: agent_job;"))
                .anyMatch(line -> line.startsWith("ZAPIER_INBOX_ACTION_KEY is not set"))
                .anyMatch(line -> line.startsWith("ZAPIER_INBOX_BASE is not an address"))
                .anyMatch(line -> line.startsWith("ZAPIER_INBOX_INPUTS must be a JSON object"))
                .anyMatch(line -> line.startsWith("ZAPIER_INBOX_LEASE must be a duration from 5s"))
                .anyMatch(line -> line.startsWith("ZAPIER_INBOX_POLL must be a duration from 1s"));
    }

    private InboxSettings read(Map<String, String> environment) {
        return InboxSettings.read(Settings.of(environment), Mappings.shipped(), problems);
    }
}
