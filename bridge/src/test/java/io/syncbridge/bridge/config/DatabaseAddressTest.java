package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "postgresql", "jdbc:postgresql"})
    void bothUsualSpellingsAndTheirMixtureAreRead(String scheme) {
        DatabaseAddress address = read(scheme + "://postgres.ref:pw@db.example.com:5432/postgres");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.com:5432/postgres");
        assertThat(address.user()).contains("postgres.ref");
        assertThat(address.password()).contains("pw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"p%40ss%2Fw%3A%25 p@ss/w:%", "a+b a+b", "a%2Bb a+b", "a:b:c a:b:c", "%C3%A4 ä", "%23%3F%26 #?&"})
    void passwordsMayBePercentEncoded(String written, String meant) {
        assertThat(read("postgres://u:" + written + "@h/db").password()).contains(meant);
    }

    @Test
    void aDriversAddressIsTakenAsItIs() {
        String text = "jdbc:postgresql://h:5432/db?user=u&password=p&sslmode=verify-full";

        assertThat(read(text)).isEqualTo(new DatabaseAddress(text, Optional.empty(), Optional.empty()));
    }

    @Test
    void parametersOfTheShortSpellingAreKept() {
        assertThat(read("postgres://u:p@h/db?sslmode=require").jdbcUrl())
                .isEqualTo("jdbc:postgresql://h/db?sslmode=require");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@h:6543/db,                           jdbc:postgresql://h:6543/db?prepareThreshold=0",
        "postgres://u:p@h:6543/db?sslmode=require,           jdbc:postgresql://h:6543/db?sslmode=require&prepareThreshold=0",
        "jdbc:postgresql://h:6543/db?user=u,                 jdbc:postgresql://h:6543/db?user=u&prepareThreshold=0",
        "jdbc:postgresql://h:6543/db?prepareThreshold=0,     jdbc:postgresql://h:6543/db?prepareThreshold=0",
        "postgres://u:p@[2001:db8::1]:6543/db,               jdbc:postgresql://[2001:db8::1]:6543/db?prepareThreshold=0",
        "postgres://u:p@h:5432/db?pgbouncer=true,            jdbc:postgresql://h:5432/db?pgbouncer=true&prepareThreshold=0",
        "postgres://u:p@h/db?pgbouncer=trueish,              jdbc:postgresql://h/db?pgbouncer=trueish",
        "postgres://u:p@h:5432/db,                           jdbc:postgresql://h:5432/db",
        "jdbc:postgresql://h:5432/db?options=x:6543/y,       jdbc:postgresql://h:5432/db?options=x:6543/y",
    })
    void behindTheTransactionPoolerNothingIsPreparedOnTheServer(String text, String jdbcUrl) {
        assertThat(read(text).jdbcUrl()).isEqualTo(jdbcUrl);
    }

    @Test
    void anAddressThatPreparesBehindAPoolerIsKnown() {
        assertThat(read("postgres://u:p@h:6543/db?prepareThreshold=5").preparesBehindPooler())
                .isTrue();
        assertThat(read("postgres://u:p@h:6543/db").preparesBehindPooler()).isFalse();
        assertThat(read("postgres://u:p@h:6543/db").isTransactionPooled()).isTrue();
        assertThat(read("postgres://u:p@h:5432/db?prepareThreshold=5").preparesBehindPooler())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:p@h/db",
                "postgres://u:p@h",
                "postgres://u:p@h/",
                "postgres:///db",
                "postgres://u:p@ss@h/db",
                "postgres://u:p%zz@h/db",
                "postgres://u:p w@h/db",
                "jdbc:mysql://h/db",
                "jdbc:postgresql://u:p w@h/db",
                "nonsense",
                ""
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThat(DatabaseAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:hush@h:5432/db?sslmode=require&password=hush",
                "jdbc:postgresql://h:5432/db?user=u&password=hush",
                "jdbc:postgresql://u:hush@h:5432/db"
            })
    void itsTextShowsNoCredentials(String text) {
        assertThat(read(text)).hasToString("jdbc:postgresql://h:5432/db");
    }

    private static DatabaseAddress read(String text) {
        return DatabaseAddress.parse(text).orElseThrow();
    }
}
