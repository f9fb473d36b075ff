package io.syncbridge.bridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the pages for those who change the code name, exists: links, files, folders, classes with their members, tests,
 * profiles, settings. A page that sends its reader to something renamed is worse than none.
 */
class NamedThingsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`|(?m)^    (\\S.*)$");
    private static final Pattern TYPE = Pattern.compile("(?:[a-z]+/)?([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\\.(\\w+))?");
    private static final Pattern TESTS = Pattern.compile("-Dtest=(\\w+)");
    private static final Pattern PROFILE = Pattern.compile("-P(\\w+)");

    /** Options of other programs, what a build makes, and the interface that was decided against. */
    private static final Set<String> OTHERS = Set.of(
            "-Dmaven.surefire.debug",
            "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
            "sync-mappings/target/pit-reports",
            "Replica");

    /** The diagram of the modules is drawn, not named. */
    private static final Pattern DRAWING = Pattern.compile(".*[│▼▲─].*");

    private static final List<Path> CODE_FILES =
            Stream.concat(Ours.sources().stream(), Ours.tests().stream()).toList();
    private static final Set<String> TYPES = CODE_FILES.stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    private static final String WORDS = everything();

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md", "docs/decisions/README.md", "docs/mutation.md"})
    void whatThePageNamesExists(String page) {
        String text = Ours.text(Ours.ROOT.resolve(page));
        Set<String> missing = new TreeSet<>();
        for (MatchResult link : LINK.matcher(text).results().toList()) {
            Path target = Ours.ROOT.resolve(page).resolveSibling(link.group(1));
            if (!link.group(1).startsWith("https:") && !Files.exists(target)) {
                missing.add("link " + link.group(1));
            }
        }
        List<String> named = named(text);
        assertThat(named).as("names on the page").hasSizeGreaterThan(5);
        named.stream().filter(name -> !exists(name)).forEach(missing::add);
        assertThat(missing).isEmpty();
    }

    @Test
    void theArchitectureStaysOnePage() {
        assertThat(Ours.text(Ours.ROOT.resolve("ARCHITECTURE.md")).lines()).hasSizeLessThanOrEqualTo(85);
        assertThat(Ours.text(Ours.ROOT.resolve("README.md")).lines()).hasSizeLessThanOrEqualTo(90);
    }

    private static List<String> named(String text) {
        List<String> names = new ArrayList<>();
        for (MatchResult code : CODE.matcher(text).results().toList()) {
            String name = code.group(1) == null ? code.group(2) : code.group(1);
            if (!DRAWING.matcher(name).matches()) {
                names.add(name.replaceFirst("\\s+#\\s.*|\\s{3,}.*", "").strip());
            }
        }
        return names;
    }

    private static boolean exists(String name) {
        if (OTHERS.contains(name)) {
            return true;
        }
        if (name.startsWith("mvn ") || name.startsWith("./bridgectl ")) {
            return commandExists(name);
        }
        Matcher type = TYPE.matcher(name);
        if (type.matches() && !name.matches("[a-z]+/[a-z].*")) {
            return typeExists(type.group(1), type.group(2));
        }
        return Files.exists(Ours.ROOT.resolve(name))
                || Ours.MODULES.stream()
                        .anyMatch(module -> Files.exists(Ours.ROOT
                                .resolve(module)
                                .resolve("src/main/resources")
                                .resolve(name)))
                || isWord(name);
    }

    /** True when the code has it, not only as a part of something longer. */
    private static boolean isWord(String name) {
        for (int at = WORDS.indexOf(name); at >= 0; at = WORDS.indexOf(name, at + 1)) {
            int end = at + name.length();
            if (!isPart(WORDS.charAt(at - 1)) && !isPart(WORDS.charAt(end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    /** Verbs are tried by DocumentedCommandsTest, which reads these pages too. */
    private static boolean commandExists(String command) {
        boolean tests = TESTS.matcher(command).results().allMatch(test -> TYPES.contains(test.group(1)));
        boolean profiles = PROFILE.matcher(command)
                .results()
                .allMatch(profile -> WORDS.contains("<id>" + profile.group(1) + "</id>"));
        return tests && profiles;
    }

    private static boolean typeExists(String type, String member) {
        return CODE_FILES.stream()
                        .filter(file -> file.getFileName().toString().equals(type + ".java"))
                        .map(Ours::text)
                        .anyMatch(source -> member == null
                                || Pattern.compile("\\b" + member + "\\b")
                                        .matcher(source)
                                        .find())
                || (member == null
                        && Stream.of("class", "record", "interface", "enum")
                                .anyMatch(kind -> isWord(kind + " " + type)));
    }

    /** Every line of code, migration and build file. */
    private static String everything() {
        StringBuilder all = new StringBuilder("\n");
        CODE_FILES.stream()
                .filter(file -> !file.endsWith("NamedThingsTest.java"))
                .forEach(file -> all.append(Ours.text(file)).append('\n'));
        try (Stream<Path> resources = Files.walk(Ours.ROOT.resolve("bridge/src/main/resources/migrations"))) {
            resources
                    .filter(Files::isRegularFile)
                    .forEach(file -> all.append(Ours.text(file)).append('\n'));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        all.append(Ours.text(Ours.ROOT.resolve("pom.xml")));
        Ours.MODULES.forEach(module -> all.append(Ours.text(Ours.ROOT.resolve(module + "/pom.xml"))));
        return all.toString();
    }
}
