package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line. */
final class DurationOption implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        return DurationText.parse(text)
                .orElseThrow(
                        () -> new TypeConversionException("'" + text + "' is not a duration; write it like 30s or 5m"));
    }
}
