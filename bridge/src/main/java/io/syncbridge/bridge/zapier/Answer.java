package io.syncbridge.bridge.zapier;

import java.time.Duration;
import java.util.function.Function;

/** What became of a call. The four cases ask for different things; none of them is an exception. */
public sealed interface Answer<T> {

    /** It was carried out and this is the result. */
    record Given<T>(T value) implements Answer<T> {}

    /**
     * It was certainly not carried out; try again after a while.
     *
     * @param delay how long to wait at least
     * @param reason for the operator; holds no content
     * @param cause what stands in the way
     */
    record Later<T>(Duration delay, String reason, Cause cause) implements Answer<T> {
        /** The call itself failed. */
        public Later(Duration delay, String reason) {
            this(delay, reason, Cause.FAILED);
        }
    }

    /** It was refused for what it is; the same call will be refused again. */
    record Refused<T>(int status, String reason) implements Answer<T> {}

    /** Nobody knows whether it was carried out, or will be: look before acting again. */
    record Unknown<T>(String reason) implements Answer<T> {}

    /** Why a call was put off. Only the first is the call's own failure; the others say nothing about the record. */
    enum Cause {
        /** This call failed: a server error on a read, a strange answer. */
        FAILED,
        /** Zapier asked to be left alone, or our own budget of calls is used up. */
        THROTTLED,
        /** Zapier failed several times in a row and is left alone for a moment. */
        CIRCUIT_OPEN,
        /** Zapier refuses our credentials, or gave no token. */
        CREDENTIALS,
        /** Zapier does not allow this in this table. */
        DENIED,
        /** The whole table is not there. */
        TABLE_GONE;

        /** True when it counts against the record that the call was made for. */
        public boolean isOfTheCall() {
            return this == FAILED;
        }
    }

    /** Why it was not carried out, in words without content; empty when it was. */
    default String reason() {
        return "";
    }

    /** The same answer about another value. */
    default <U> Answer<U> map(Function<T, U> change) {
        return then(value -> new Given<>(change.apply(value)));
    }

    /** What its value means, where there is one. */
    default <U> Answer<U> then(Function<T, Answer<U>> meaning) {
        return switch (this) {
            case Given<T> given -> meaning.apply(given.value());
            case Later<T> later -> new Later<>(later.delay(), later.reason(), later.cause());
            case Refused<T> refused -> new Refused<>(refused.status(), refused.reason());
            case Unknown<T> unknown -> new Unknown<>(unknown.reason());
        };
    }
}
