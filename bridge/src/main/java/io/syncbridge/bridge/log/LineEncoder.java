package io.syncbridge.bridge.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an event as one line: {@code text} for people, {@code json} for collectors. Of an exception its classes and places
 * are told and never its message, which may quote a row or an address.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = new byte[0];

    private boolean json;

    /** {@code text} or {@code json}; anything else is text, and is told as a warning at the start. */
    public void setFormat(String format) {
        json = format.equalsIgnoreCase("json");
        if (!json && !format.equalsIgnoreCase("text")) {
            addWarn("BRIDGE_LOG_FORMAT must be text or json, not " + format);
        }
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Instant time = Instant.ofEpochMilli(event.getTimeStamp());
        return ((json ? json(event, time) : text(event, time)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String json(ILoggingEvent event, Instant time) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("time", time.toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("message", event.getFormattedMessage());
        fields(event).forEach(line::put);
        if (event.getThrowableProxy() != null) {
            line.put("exception", Thrown.of(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static String text(ILoggingEvent event, Instant time) {
        StringBuilder line = new StringBuilder(160)
                .append(time.truncatedTo(ChronoUnit.SECONDS).toString(), 0, 19)
                .append(String.format(java.util.Locale.ROOT, ".%03dZ ", event.getTimeStamp() % 1000))
                .append(String.format(java.util.Locale.ROOT, "%-5s ", event.getLevel()))
                .append(event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1))
                .append(' ')
                .append(oneLine(event.getFormattedMessage()));
        fields(event)
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(oneLine(value)));
        if (event.getThrowableProxy() != null) {
            line.append("  ").append(Thrown.of(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static Map<String, String> fields(ILoggingEvent event) {
        Map<String, String> fields = new TreeMap<>(event.getMDCPropertyMap());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
        }
        return fields;
    }

    /** A value of the outside must not look like a line of its own. */
    private static String oneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl) ? text : text.replaceAll("\\p{Cntrl}+", " ");
    }
}
