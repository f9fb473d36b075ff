package io.syncbridge.bridge.verify;

/** Thrown inside, when a side cannot be read to the end. */
final class BrokenOff extends RuntimeException {
    private final String reason;

    BrokenOff(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
