package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which fields a share link shows. */
final class ViewerFieldsTest {
    private static final List<TableMapping> MAPPINGS = Mappings.shipped();

    private final List<String> problems = new ArrayList<>();

    @Test
    void onlyWhatIsNamedIsShown() {
        ViewerFields fields = read("agent_jobs = status, job_type;");

        assertThat(problems).isEmpty();
        assertThat(fields.shows("agent_jobs", "status")).isTrue();
        assertThat(fields.shows("agent_jobs", "results")).isFalse();
        assertThat(fields.shows("agent_decisions", "status")).isFalse();
    }

    @Test
    void nothingIsShownUnlessItIsSet() {
        assertThat(ViewerFields.read(Settings.of(Map.of()), MAPPINGS, problems)).isEqualTo(ViewerFields.NONE);
    }

    @Test
    void whatDoesNotExistIsAProblem() {
        ViewerFields unused = read("agent_jobs=statsu; leads=stage; nonsense");

        assertThat(problems).hasSize(3);
        assertThat(problems.getFirst()).contains("agent_jobs has no field 'statsu'");
    }

    private ViewerFields read(String text) {
        return ViewerFields.read(Settings.of(Map.of("BRIDGE_VIEWER_FIELDS", text)), MAPPINGS, problems);
    }
}
