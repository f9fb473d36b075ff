package io.syncbridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every recorded body, byte for byte as pg_net sent it. A {@code .json} file is one body, a {@code .jsonl} file one body
 * per line. A file without a line in supabase-expectations.txt fails, and so does a line without a file.
 */
class SupabaseCorpusTest {
    private static final String COMMON_ID = "00000000-0000-4000-8000-000000000";

    private final SupabaseWebhook webhook = new SupabaseWebhook(Mappings.ALL);

    @TestFactory
    Stream<DynamicTest> everyRecordedBodyPointsAtItsRows() throws IOException {
        Map<String, String> expectations = expectations();
        TreeMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> listed = Files.list(resource("/deliveries/supabase"))) {
            listed.forEach(file -> files.put(Objects.toString(file.getFileName()), file));
        }
        expectations.keySet().forEach(name -> files.putIfAbsent(name, Path.of("missing", name)));
        return files.entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getKey(),
                        () -> assertThat(said(file.getValue()))
                                .isEqualTo(expectations.getOrDefault(file.getKey(), "no expectation is stated"))));
    }

    private String said(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> bodies = file.toString().endsWith(".jsonl") ? text.lines().toList() : List.of(text);
        List<String> said = bodies.stream()
                .flatMap(body -> said(webhook.parse(body.getBytes(StandardCharsets.UTF_8), false)))
                .distinct()
                .sorted()
                .toList();
        return bodies.size() + " | " + String.join(", ", said);
    }

    private static Stream<String> said(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Ignored ignored -> Stream.of("ignored");
            case Parsed.Malformed malformed -> malformed.errors().stream().map(error -> "malformed " + error.field());
            case Parsed.Hints found ->
                found.hints().stream()
                        .map(Hint.SupabaseRow.class::cast)
                        .map(row -> row.mapping() + " " + row.key().replace(COMMON_ID, "#"));
        };
    }

    private static Map<String, String> expectations() throws IOException {
        Map<String, String> expectations = new TreeMap<>();
        for (String line : Files.readAllLines(resource("/deliveries/supabase-expectations.txt"))) {
            if (!line.startsWith("#")) {
                String[] cells = line.split("\\|", -1);
                expectations.put(cells[0].strip(), cells[1].strip() + " | " + expanded(cells[2].strip()));
            }
        }
        return expectations;
    }

    /** {@code jobs #001 .. jobs #040} stands for all forty. */
    private static String expanded(String cell) {
        String[] ends = cell.split(" \\.\\. ", -1);
        if (ends.length == 1) {
            return cell;
        }
        int digits = 3;
        String start = ends[0].substring(0, ends[0].length() - digits);
        int first = Integer.parseInt(ends[0].substring(start.length()));
        int last = Integer.parseInt(ends[1].substring(start.length()));
        return String.join(
                ", ",
                IntStream.rangeClosed(first, last)
                        .mapToObj(number -> start + String.format("%03d", number))
                        .toList());
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(SupabaseCorpusTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
