package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsThereStaysAndWhatIsNewGoesToTheEnd() throws IOException {
        Path file = write("""
                # first
                BRIDGE_PORT: 8080   # the usual

                secret: 'a # b''s' # do not lose
                zapier_table_x:
                """);

        new ConfigFile(file)
                .set(new TreeMap<>(Map.of(
                        "bridge_port", "0", "secret", "new", "zapier_table_x", "01ABC", "added", "id=f1, b=f2")));

        assertThat(file).hasContent("""
                # first
                BRIDGE_PORT: '0'   # the usual

                secret: new # do not lose
                zapier_table_x: '01ABC'

                # Written by ./bridgectl setup
                added: id=f1, b=f2
                """);
        new ConfigFile(file).set(Map.of("more", "it's"));
        assertThat(Files.readString(file))
                .endsWith("added: id=f1, b=f2\nmore: 'it''s'\n")
                .containsOnlyOnce("Written by");
        assertThat(Settings.of(file, Map.of()).get("more")).contains("it's");
    }

    @Test
    void theFileStaysAsSecretAsItWas() throws IOException {
        Path file = write("a: b\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);

        new ConfigFile(link).set(Map.of("a", "cd"));

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("a: cd\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("bridge.yaml", "link.yaml");
    }

    @Test
    void aLayoutThatCannotBeEditedIsLeftAlone() throws IOException {
        Path file = write("secret: >\n  hush\n  hush\n");

        assertThatThrownBy(() -> new ConfigFile(file).set(Map.of("secret", "new")))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("hush");
        assertThat(file).hasContent("secret: >\n  hush\n  hush\n");
        assertThat(new ConfigFile(write("{a: b}\n")).isWritable()).isFalse();
        assertThat(new ConfigFile(folder.resolve("none.yaml")).isWritable()).isFalse();
        assertThat(new ConfigFile(write("# only a comment\n")).isWritable()).isTrue();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("bridge.yaml"), text);
    }
}
