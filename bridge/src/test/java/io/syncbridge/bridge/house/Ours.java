package io.syncbridge.bridge.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All code of this repository: compiled, and as text. Tests run in the folder of their module. */
final class Ours {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final List<String> MODULES = List.of("sync-mappings", "webhooks", "bridge", "test-fixtures");

    private Ours() {}

    /** Everything that ships or is tried against, no tests. Read once, when first asked for: it takes seconds. */
    static JavaClasses classes() {
        return Compiled.CLASSES;
    }

    private static final class Compiled {
        static final JavaClasses CLASSES = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.syncbridge");
    }

    /** The sources of all modules, without tests. */
    static List<Path> sources() {
        return MODULES.stream()
                .flatMap(module -> javaBelow(ROOT.resolve(module).resolve("src/main/java")).stream())
                .toList();
    }

    /** The tests of all modules. */
    static List<Path> tests() {
        return MODULES.stream()
                .flatMap(module -> javaBelow(ROOT.resolve(module).resolve("src/test/java")).stream())
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> javaBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
