package io.syncbridge.bridge.zapier;

/** A value that must appear in no log, message or dump. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
