package io.syncbridge.bridge.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts how PostgreSQL refuses. */
final class Refusals {

    static final String CHECK = "23514";
    static final String NOT_NULL = "23502";
    static final String UNIQUE = "23505";
    static final String PRIVILEGE = "42501";

    private Refusals() {}

    static void assertRefused(String sqlState, ThrowingCallable statement) {
        assertThatThrownBy(statement)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(sqlState));
    }

    static void assertRefused(String sqlState, String messagePart, ThrowingCallable statement) {
        assertRefused(sqlState, statement);
        assertThatThrownBy(statement).hasMessageContaining(messagePart);
    }
}
