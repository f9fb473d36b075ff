package io.syncbridge.bridge.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * What a benchmark measured: printed for people, and kept as a line of JSON in the file that {@code -Dbridge.figures}
 * names, if it names one.
 */
final class Figures {

    private static final Optional<Path> FILE = Optional.ofNullable(System.getProperty("bridge.figures"))
            .filter(name -> !name.isBlank())
            .map(Path::of);

    private Figures() {}

    /** A bound that a figure should keep. */
    record Target(boolean least, double bound) {
        static Target atLeast(double bound) {
            return new Target(true, bound);
        }

        static Target below(double bound) {
            return new Target(false, bound);
        }

        boolean isMet(double value) {
            return least ? value >= bound : value < bound;
        }

        @Override
        public String toString() {
            return (least ? "at least " : "below ") + text(bound);
        }
    }

    static void tell(String what, double value, String unit) {
        tell(what, value, unit, Optional.empty());
    }

    static void tell(String what, double value, String unit, Target target) {
        tell(what, value, unit, Optional.of(target));
    }

    static void tell(String what, double value, String unit, Optional<Target> target) {
        System.out.printf(
                "measured %-72s %10s %-12s %s%n",
                what,
                text(value),
                unit,
                target.map(bound -> bound + (bound.isMet(value) ? ": met" : ": NOT MET"))
                        .orElse(""));
        String json = "{\"what\": \"%s\", \"value\": %s, \"unit\": \"%s\"%s}%n"
                .formatted(
                        what,
                        text(value),
                        unit,
                        target.map(bound -> ", \"target\": \"" + bound + "\", \"met\": " + bound.isMet(value))
                                .orElse(""));
        FILE.ifPresent(file -> append(file, json));
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 || value == Math.rint(value) ? "%.0f" : "%.3f", value);
    }
}
