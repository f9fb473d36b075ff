package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.DurationText;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment on the command line: with its offset from UTC, or how long ago. */
final class MomentOption implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return DurationText.parse(text)
                    .map(ago -> Instant.now().minus(ago))
                    .orElseGet(() -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException none) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time; write it like 2026-11-21T16:00:00Z, or 2h for two hours ago");
        }
    }
}
