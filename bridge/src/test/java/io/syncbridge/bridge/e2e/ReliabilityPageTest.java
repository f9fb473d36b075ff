package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reliability.md promises nothing that no test shows. */
final class ReliabilityPageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("`(?:(\\w+)/)?(\\w+Test)\\.(\\w+)`");
    private static final Pattern OPEN =
            Pattern.compile("\\(.*see docs/(crash-safety|chaos)\\.md\\)|Not tested: .{20,}");

    private final String page = read(ROOT.resolve("docs/reliability.md"));

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<Path> sources = testSources();
        Matcher named = NAMED.matcher(page);
        int count = 0;
        while (named.find()) {
            count++;
            String folder = named.group(1) == null ? "" : "/" + named.group(1);
            Pattern method = Pattern.compile(
                    "@(Test|ParameterizedTest)\\b(?:(?!\\bvoid\\b)[\\s\\S])*?\\bvoid " + named.group(3) + "\\(");
            assertThat(sources.stream()
                            .filter(path -> path.toString().endsWith(folder + "/" + named.group(2) + ".java"))
                            .anyMatch(path -> method.matcher(read(path)).find()))
                    .as("%s is the name of a test", named.group())
                    .isTrue();
        }
        assertThat(count).isGreaterThan(80);
    }

    @Test
    void everyRowNamesATestOrSaysWhyThereIsNone() {
        List<String> rows = page.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| |") && !line.startsWith("| fault |"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(45).allSatisfy(row -> {
            String shownBy = row.substring(row.lastIndexOf(" | "));
            assertThat(NAMED.matcher(shownBy).find() || OPEN.matcher(shownBy).find())
                    .as(row)
                    .isTrue();
        });
    }

    @Test
    void allPromisesAreThere() {
        assertThat(IntStream.rangeClosed(1, 18).mapToObj(i -> "| I" + i + " | "))
                .allSatisfy(row -> assertThat(page).contains(row));
    }

    private static List<Path> testSources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(path -> path.toString().endsWith("Test.java")
                            && path.toString().contains("/src/test/java/"))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
