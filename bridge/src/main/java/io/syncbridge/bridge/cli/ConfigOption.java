package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --config}, the same for every verb. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file (default: bridge.yaml, if present).")
    private Optional<Path> config = Optional.empty();

    /** The file that is read, if there is one. */
    Optional<Path> file() {
        Path usual = Path.of("bridge.yaml");
        return config.or(() -> Files.exists(usual) ? Optional.of(usual) : Optional.empty());
    }

    /** From the file, if there is one, overridden by the environment. */
    Settings settings() throws IOException {
        Optional<Path> found = file();
        return found.isPresent() ? Settings.of(found.get(), System.getenv()) : Settings.of(System.getenv());
    }
}
