package io.syncbridge.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every library that ships has its licence on docs/licences.md. {@code -Dlicences.write=true} writes the page from the bill of
 * materials that {@code mvn -Prelease -DskipTests package} made before.
 */
final class LicencesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "licences.md");
    private static final String BEGIN = "| library | licence |\n|---|---|\n";

    /** Libraries of tests alone, by the beginning of their file's name. */
    private static final Set<String> TESTS_ONLY = Set.of(
            "junit-",
            "assertj-",
            "byte-buddy",
            "archunit",
            "wiremock-",
            "json-schema-validator",
            "itu-",
            "opentest4j",
            "apiguardian",
            "playwright",
            "driver",
            "gson",
            "surefire",
            "checker-qual",
            "error_prone_annotations");

    @Test
    void everyLibraryThatShipsIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> missing = new TreeSet<>();
        int seen = 0;
        String path = Objects.requireNonNull(System.getProperty("java.class.path"));
        for (String entry : path.split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            boolean library = name.endsWith(".jar") && !entry.contains("/target/");
            if (library && TESTS_ONLY.stream().noneMatch(name::startsWith)) {
                seen++;
                String artifact = name.replaceFirst("-\\d[^/]*\\.jar$", "");
                if (!page.contains(":" + artifact + " ")) {
                    missing.add(artifact);
                }
            }
        }
        assertThat(seen).isGreaterThan(50);
        assertThat(missing).as("write the page: see its end").isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "licences.write", matches = "true")
    void isWritten() throws IOException {
        Map<String, String> licences = new TreeMap<>();
        for (JsonNode part : bill().path("components")) {
            if (!part.path("group").asText().equals("io.syncbridge")) {
                licences.put(
                        part.path("group").asText() + ":" + part.path("name").asText(), licence(part));
            }
        }
        assertThat(licences).hasSizeGreaterThan(50).doesNotContainValue("");
        String rows = licences.entrySet().stream()
                .map((Map.Entry<String, String> one) -> "| " + one.getKey() + " | " + one.getValue() + " |\n")
                .collect(Collectors.joining());
        String page = Files.readString(PAGE);
        int end = page.indexOf("\n\n", page.indexOf(BEGIN) + BEGIN.length() - 1);
        Files.writeString(PAGE, page.substring(0, page.indexOf(BEGIN)) + BEGIN + rows + page.substring(end + 1));
    }

    private static JsonNode bill() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            Path bill = files.filter(file -> file.toString().endsWith("-sbom.json"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no bill of materials; mvn -Prelease -DskipTests package"));
            return new ObjectMapper().readTree(bill.toFile());
        }
    }

    private static String licence(JsonNode part) {
        List<String> names = new ArrayList<>();
        for (JsonNode choice : part.path("licenses")) {
            JsonNode licence = choice.path("license");
            names.add(choice.path("expression")
                    .asText(licence.path("id").asText(licence.path("name").asText())));
        }
        return String.join(" or ", names);
    }
}
