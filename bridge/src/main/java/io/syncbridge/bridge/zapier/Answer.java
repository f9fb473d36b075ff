package io.syncbridge.bridge.zapier;

import java.time.Duration;
import java.util.function.Function;

/** What became of a call. The four cases ask for different things; none of them is an exception. */
public sealed interface Answer<T> {

    /** It was carried out and this is the result. */
    record Given<T>(T value) implements Answer<T> {}

    /** It was certainly not carried out; try again after a while. */
    record Later<T>(Duration delay, String reason) implements Answer<T> {}

    /** It was refused for what it is; the same call will be refused again. */
    record Refused<T>(int status, String reason) implements Answer<T> {}

    /** Nobody knows whether it was carried out, or will be: look before acting again. */
    record Unknown<T>(String reason) implements Answer<T> {}

    /** The same answer about another value. */
    default <U> Answer<U> map(Function<T, U> change) {
        return then(value -> new Given<>(change.apply(value)));
    }

    /** What its value means, where there is one. */
    default <U> Answer<U> then(Function<T, Answer<U>> meaning) {
        return switch (this) {
            case Given<T> given -> meaning.apply(given.value());
            case Later<T> later -> new Later<>(later.delay(), later.reason());
            case Refused<T> refused -> new Refused<>(refused.status(), refused.reason());
            case Unknown<T> unknown -> new Unknown<>(unknown.reason());
        };
    }
}
