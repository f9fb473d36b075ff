package io.syncbridge.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, in a copy of the project that is built already, with JDKs that only print their version. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    @TempDir
    private Path home;

    private Path jdks;
    private Path script;

    LauncherTest() {
        jdks = Path.of("");
        script = Path.of("");
    }

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void layOutABuiltProject() throws IOException {
        script = Files.copy(Path.of("..", "bridgectl"), home.resolve("bridgectl"));
        jdks = Files.createDirectories(home.resolve("jdks"));
        Files.createDirectories(home.resolve("bridge/src/main"));
        Files.writeString(home.resolve("pom.xml"), "<project>\n  <version>7.8.9</version>\n</project>\n");
        Files.writeString(home.resolve("bridge/pom.xml"), "");
        Files.createDirectories(home.resolve("bridge/target"));
        Files.writeString(home.resolve("bridge/target/sync-bridge-7.8.9.jar"), "");
    }

    @Test
    void theNewestOfSeveralJdksIsTaken() throws Exception {
        jdk("a-17", "17.0.15");
        jdk("b-25", "25.0.3");
        jdk("c-21", "21.0.1");
        jdk("d-8", "1.8.0_402");

        assertThat(run("status", "--json")).satisfies(outcome -> {
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).startsWith("b-25 ").endsWith(" -jar " + jar() + " status --json\n");
            assertThat(outcome.err()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"21", "21.0.1", "26-ea", "27-internal", "100.1"})
    void everyWayToWriteAVersionIsUnderstood(String version) throws Exception {
        jdk("only", version);

        assertThat(run("start").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.15", "1.8.0_402", "20.0.2", "", "nonsense"})
    void withoutAJdkFrom21OnItSaysWhatToInstall(String version) throws Exception {
        jdk("old", version);

        assertThat(run("start"))
                .isEqualTo(
                        new Outcome(
                                1,
                                "",
                                "bridgectl needs a JDK 21 or newer. Install one (for example Temurin 25), or set JAVA_HOME.\n"));
    }

    @Test
    void aJavaThatFailsOrCannotBeRunIsPassedOver() throws Exception {
        executable(
                Files.createDirectories(jdks.resolve("broken/bin")).resolve("java"),
                "echo 'openjdk version \"99\"' >&2; exit 127");
        Files.createDirectories(jdks.resolve("empty/bin"));
        Files.writeString(Files.createDirectories(jdks.resolve("text/bin")).resolve("java"), "not executable");
        jdk("good", "25");

        assertThat(run("start")).satisfies(outcome -> {
            assertThat(outcome.out()).startsWith("good ");
            assertThat(outcome.err()).isEmpty();
        });
    }

    @Test
    void anOlderJavaHomeDoesNotHideANewerJdk() throws Exception {
        jdk("new", "25.0.3");
        jdk("old", "17.0.1");

        assertThat(run(Map.of("JAVA_HOME", jdks.resolve("old").toString()), "start")
                        .out())
                .startsWith("new ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 130})
    void exitCodesPassThrough(int code) throws Exception {
        jdk("good", "25");

        assertThat(run(Map.of("EXIT", String.valueOf(code)), "verify").code()).isEqualTo(code);
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        jdk("good", "25");

        assertThat(run("why", "agent jobs", "*", "$HOME", "").out())
                .endsWith(" -jar " + jar() + " why agent jobs * $HOME \n");
    }

    @Test
    void inAReleaseArchiveTheJarBesideItRunsAndNothingIsBuilt() throws Exception {
        jdk("good", "25");
        Path archive = Files.createDirectories(home.resolve("unpacked"));
        script = Files.copy(script, archive.resolve("bridgectl"));
        Files.writeString(archive.resolve("sync-bridge-1.2.3.jar"), "");

        assertThat(run("start").out())
                .contains("SharedArchiveFile=" + home.resolve(".cache/sync-bridge/bridge-25-start.jsa"))
                .endsWith(" -jar " + archive.resolve("sync-bridge-1.2.3.jar") + " start\n");
        assertThat(run(Map.of("CACHE_DIRECTORY", home.resolve("own").toString()), "start")
                        .out())
                .contains("SharedArchiveFile=" + home.resolve("own/bridge-25-start.jsa"));

        Files.delete(archive.resolve("sync-bridge-1.2.3.jar"));
        assertThat(run("start")).satisfies(outcome -> {
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains("is missing; unpack the whole release archive");
        });
    }

    @Test
    void whereNothingIsBuiltAndMavenIsMissingItSaysSo() throws Exception {
        jdk("good", "25");
        Files.delete(home.resolve("bridge/target/sync-bridge-7.8.9.jar"));

        assertThat(run("start")).satisfies(outcome -> {
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).startsWith("bridgectl needs Maven");
        });
    }

    private Path jar() {
        return home.resolve("bridge/target/sync-bridge-7.8.9.jar");
    }

    private void jdk(String name, String version) throws IOException {
        executable(Files.createDirectories(jdks.resolve(name + "/bin")).resolve("java"), """
                if [ "$1" = -version ]; then
                  echo 'Picked up JAVA_TOOL_OPTIONS: -Dx="99"' >&2
                  echo 'openjdk version "%s" 2026-01-01' >&2
                  echo 'OpenJDK 64-Bit Server VM' >&2
                  exit 0
                fi
                echo "%s $*"
                exit "${EXIT:-0}"
                """.formatted(version, name));
    }

    private static void executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Outcome run(Map<String, String> more, String... arguments) throws Exception {
        Path tools = Files.createDirectories(home.resolve("tools"));
        for (String tool : new String[] {"bash", "sed", "dirname", "find", "head", "grep", "mkdir"}) {
            Path link = tools.resolve(tool);
            if (!Files.exists(link)) {
                Path real = Files.exists(Path.of("/bin", tool)) ? Path.of("/bin", tool) : Path.of("/usr/bin", tool);
                Files.createSymbolicLink(link, real);
            }
        }
        java.util.List<String> command = new java.util.ArrayList<>();
        command.add(tools.resolve("bash").toString());
        command.add(script.toString());
        command.addAll(java.util.List.of(arguments));
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", tools.toString(), "HOME", home.toString(), "BRIDGE_JDKS", jdks.toString()));
        builder.environment().putAll(more);
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
