package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An older version that meets the bookkeeping of a newer one: somebody rolled back, or an upgrade stopped half way. */
final class NewerSchemaTest extends SetupScene {
    private static final String LATER = """
            insert into bridge.migration_history (installed_rank, version, description, type, script, installed_by,
                                                  execution_time, success)
            select max(installed_rank) + 1, '20990101000001', 'later', 'SQL', 'later.sql', 'postgres', 1, true
            from bridge.migration_history
            """;

    @ParameterizedTest
    @ValueSource(strings = {"setup", "start", "backfill", "check"})
    void isRefusedWithTheMigrationThatIsUnknown(String verb) throws IOException {
        supabaseFunctions();
        assertThat(setup("--url", URL).code()).isZero();
        database.execute(LATER);
        Files.writeString(config, "bridge_sweep_interval: 1h\n", StandardOpenOption.APPEND);

        Invoked refused = run(verb);

        assertThat(refused.code()).isEqualTo(verb.equals("check") ? 3 : 1);
        assertThat(refused.out() + refused.err())
                .contains("brought up to date by a newer version (migration 20990101000001")
                .contains("start that version or a newer one")
                .doesNotContain("\tat ");
    }

    @Test
    void whatThisVersionMadeItselfIsNotNewer() {
        supabaseFunctions();
        assertThat(setup("--url", URL).code()).isZero();
        assertThat(setup("--url", URL).out()).contains("everything is in place");
    }
}
