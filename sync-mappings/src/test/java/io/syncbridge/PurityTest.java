package io.syncbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.row.Row;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * What each package of this module may use, by the JDK's own jdeps. No package reads files, opens sockets, knows JDBC,
 * threads or the time of day; only {@code codec} sees Jackson.
 */
class PurityTest {
    private static final Set<String> LANGUAGE = Set.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.time",
            "java.time.temporal",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "org.jspecify.annotations");

    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "io.syncbridge.row", with(),
            "io.syncbridge.mapping", with("java.nio.charset", "java.security", "java.time.zone", "io.syncbridge.row"),
            "io.syncbridge.reconcile", with("io.syncbridge.row", "io.syncbridge.mapping"),
            "io.syncbridge.codec",
                    with(
                            "java.nio.charset",
                            "java.time.format",
                            "java.util.regex",
                            "com.fasterxml.jackson.core",
                            "com.fasterxml.jackson.databind",
                            "com.fasterxml.jackson.databind.cfg",
                            "com.fasterxml.jackson.databind.json",
                            "com.fasterxml.jackson.databind.node",
                            "com.fasterxml.jackson.dataformat.yaml",
                            "io.syncbridge.row",
                            "io.syncbridge.mapping",
                            "io.syncbridge.reconcile"));

    /** Classes of allowed packages that would let the world in. */
    private static final Set<String> NEVER = Set.of(
            "java.time.Clock",
            "java.time.InstantSource",
            "java.lang.Thread",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.System",
            "java.lang.ThreadLocal",
            "java.util.Random",
            "java.util.Timer",
            "java.util.ServiceLoader",
            "java.util.ResourceBundle",
            "java.util.Scanner");

    @Test
    void eachPackageUsesOnlyWhatItMay() throws URISyntaxException {
        Map<String, Set<String>> used = dependencies("-verbose:package");

        assertThat(used.keySet()).isEqualTo(MAY_USE.keySet());
        used.forEach((name, packages) -> {
            Set<String> foreign = new TreeSet<>(packages);
            foreign.removeAll(MAY_USE.get(name));
            foreign.remove(name);
            assertThat(foreign).as("packages that %s uses and may not", name).isEmpty();
        });
    }

    @Test
    void nothingTellsTheTimeOrStartsAThread() throws URISyntaxException {
        dependencies("-verbose:class").forEach((name, classes) -> {
            Set<String> impure = new TreeSet<>(classes);
            impure.retainAll(NEVER);
            assertThat(impure).as("what %s uses", name).isEmpty();
        });
    }

    private static Set<String> with(String... more) {
        Set<String> all = new TreeSet<>(LANGUAGE);
        all.addAll(Set.of(more));
        return all;
    }

    /** jdeps' lines "from -> to origin" as a map. */
    private static Map<String, Set<String>> dependencies(String grain) throws URISyntaxException {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int result = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        writer,
                        writer,
                        "--multi-release",
                        "base",
                        "--ignore-missing-deps",
                        grain,
                        "-filter:none",
                        classes().toString());
        assertThat(result).as("%s", out).isZero();
        Map<String, Set<String>> used = new TreeMap<>();
        Matcher line = Pattern.compile("(?m)^\\s+(io\\.syncbridge\\.\\S+)\\s+->\\s+(\\S+)")
                .matcher(out.toString());
        while (line.find()) {
            used.computeIfAbsent(line.group(1), from -> new TreeSet<>()).add(line.group(2));
        }
        return used;
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(
                Row.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
