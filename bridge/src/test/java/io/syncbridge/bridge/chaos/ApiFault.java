package io.syncbridge.bridge.chaos;

import io.syncbridge.fixtures.zapier.Fault;
import java.time.Duration;

/** The ways in which a call to Zapier goes wrong in a run. */
enum ApiFault {
    THROTTLED(false),
    ERROR_500(false),
    ERROR_503(false),
    TIMEOUT_BEFORE(false),
    TIMEOUT_AFTER(true),
    ERROR_500_AFTER(true),
    RESET_BEFORE(false),
    RESET_WITHIN_ANSWER(true),
    SLOW_BEFORE(true),
    SLOW_ANSWER(true),
    LATE_EXECUTION(true),
    STALE_READ(false),
    RECORD_ERROR(false);

    private final boolean losesAnswers;

    ApiFault(boolean losesAnswers) {
        this.losesAnswers = losesAnswers;
    }

    boolean losesAnswers() {
        return losesAnswers;
    }

    Fault fault(Duration pause) {
        return switch (this) {
            case THROTTLED -> Fault.throttled("1");
            case ERROR_500 -> Fault.status(500);
            case ERROR_503 -> Fault.status(503);
            case TIMEOUT_BEFORE -> Fault.status(504);
            case TIMEOUT_AFTER -> Fault.statusAfterApplying(504);
            case ERROR_500_AFTER -> Fault.statusAfterApplying(500);
            case RESET_BEFORE -> new Fault.Reset(false);
            case RESET_WITHIN_ANSWER -> new Fault.Reset(true);
            case SLOW_BEFORE -> new Fault.Hang(pause, false);
            case SLOW_ANSWER -> new Fault.Hang(pause, true);
            case LATE_EXECUTION -> new Fault.Late(pause);
            case STALE_READ -> new Fault.StaleRead();
            case RECORD_ERROR -> new Fault.RecordError("*", "f8", "refused for once");
        };
    }
}
