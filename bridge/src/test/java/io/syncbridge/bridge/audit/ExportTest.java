package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export is proved without the database, and no byte of it may differ. */
final class ExportTest {
    @TempDir
    private Path folder;

    private final AuditScene scene = new AuditScene();
    private Path file = Path.of("none");

    @BeforeEach
    void threeDays() {
        file = folder.resolve("export.jsonl");
        for (int day = 19; day <= 21; day++) {
            scene.at("2026-11-" + day + "T12:00:00Z");
            scene.sealed(2);
        }
    }

    @AfterEach
    void drop() {
        scene.close();
    }

    @Test
    void noByteMayDiffer() throws IOException {
        scene.export(file);
        byte[] good = Files.readAllBytes(file);
        assertThat(proved(good).isGood()).isTrue();
        for (int i = 0; i < good.length; i++) {
            for (int mask : new int[] {0x01, 0x20}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) mask;
                assertThat(proved(bad).isGood())
                        .as("byte %d of %d, 0x%02x", i, good.length, mask)
                        .isFalse();
            }
        }
    }

    @Test
    void aByteOfARowNamesTheRow() throws IOException {
        scene.export(file);
        String changed = Files.readString(file).replaceFirst("Ada 1", "Ada 2");

        Verdict verdict = proved(changed.getBytes(StandardCharsets.UTF_8));
        assertThat(verdict.first()).get().satisfies(first -> {
            assertThat(first.kind()).isEqualTo(Problem.Kind.ALTERED);
            assertThat(first.rowId()).contains(2L);
        });
        assertThat(verdict.problems()).as("the row, and the file").isEqualTo(2);
    }

    @Test
    void everyLineIsNeeded() throws IOException {
        scene.export(file);
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            int left = i;
            String rest = java.util.stream.IntStream.range(0, lines.size())
                    .filter(n -> n != left)
                    .mapToObj(n -> lines.get(n) + "\n")
                    .collect(Collectors.joining());
            assertThat(proved(rest.getBytes(StandardCharsets.UTF_8)).isGood())
                    .as("without line %d: %s", i, lines.get(i))
                    .isFalse();
        }
        assertThat(proved(new byte[0]).isGood()).isFalse();
        assertThat(proved("{}\n[]\nnull\n{\"seq\": 1}\n".getBytes(StandardCharsets.UTF_8))
                        .problems())
                .isGreaterThan(3);
    }

    @Test
    void aDayOrATimeIsAPartThatFollowsWhatWasBefore() throws IOException {
        ChainHead second = write(Optional.empty(), Optional.empty(), Optional.of(LocalDate.parse("2026-11-20")));
        Verdict day = new AuditProof(Set.of(second.hash()), List.of()).ofFile(file);
        assertThat(day.isGood()).isTrue();
        assertThat(day.whole()).isFalse();
        assertThat(day.entries()).isEqualTo(2);
        assertThat(day.before().seq()).isEqualTo(2);
        assertThat(day.head()).isEqualTo(second);

        write(Optional.of(Instant.parse("2026-11-20T00:00:00Z")), Optional.empty(), Optional.empty());
        assertThat(proved(Files.readAllBytes(file)).entries()).isEqualTo(4);
        write(Optional.empty(), Optional.of(Instant.parse("2026-11-20T00:00:00Z")), Optional.empty());
        assertThat(proved(Files.readAllBytes(file)).entries()).isEqualTo(2);
        write(Optional.of(Instant.parse("2030-01-01T00:00:00Z")), Optional.empty(), Optional.empty());
        assertThat(proved(Files.readAllBytes(file)).isGood()).isTrue();
    }

    @Test
    void theHeadOfEachDayStandsInIt() throws IOException {
        scene.export(file);

        assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("{\"anchor\"")))
                .hasSize(3)
                .last()
                .asString()
                .contains(scene.head().hash());
    }

    @Test
    void anEmptyChainIsExportedAndProved() throws IOException {
        try (AuditScene empty = new AuditScene()) {
            assertThat(empty.exported(file).isGood()).isTrue();
        }
    }

    /** Neither the time zone of the session nor the spelling of numbers, keys and letters is part of what is hashed. */
    @Test
    void theHashesDependOnMeaningAlone() throws IOException {
        String database = scene.server.name();
        scene.server.execute("alter database " + database + " set timezone = 'Asia/Kolkata'; alter database " + database
                + " set extra_float_digits = 0; alter database " + database + " set datestyle = 'German, DMY'");

        assertThat(scene.verdict().isGood()).isTrue();
        assertThat(scene.exported(file).isGood()).isTrue();
    }

    private ChainHead write(Optional<Instant> since, Optional<Instant> until, Optional<LocalDate> day)
            throws IOException {
        try (var out = Files.newOutputStream(file)) {
            return new ChainExport(scene.database).write(since, until, day, out);
        }
    }

    private static Verdict proved(byte[] bytes) throws IOException {
        return ExportProof.of(new ByteArrayInputStream(bytes), Set.of(), List.of());
    }
}
