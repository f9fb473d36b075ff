package io.syncbridge.bridge.zapier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.syncbridge.bridge.zapier.Api.FIRST;
import static io.syncbridge.bridge.zapier.Api.TABLE;
import static io.syncbridge.bridge.zapier.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/zapier-api.md, line by line: what each status means for a read and for a write. */
final class StatusesTest {

    @BeforeEach
    void forget() {
        Api.reset();
    }

    /** The HTTP client itself reads this header, as an int. */
    @ParameterizedTest
    @CsvSource({"408, 037492623606821010992518", "503, 2147483648", "503, 99999999999999999999999999999999999999"})
    void aWaitThatNoNumberHoldsIsNoFault(int status, String wait) {
        Api.on(any(anyUrl()), aResponse().withStatus(status).withHeader("Retry-After", wait));

        assertThat(Api.client().page(TABLE, Optional.empty()))
                .isInstanceOfSatisfying(
                        Answer.Later.class, later -> assertThat(later.delay()).isEqualTo(Duration.ofMinutes(15)));
    }

    @ParameterizedTest
    @CsvSource({
        "301, LATER FAILED,       LATER FAILED",
        "308, LATER FAILED,       LATER FAILED",
        "400, REFUSED,            REFUSED",
        "401, LATER CREDENTIALS,  LATER CREDENTIALS",
        "402, LATER DENIED,       LATER DENIED",
        "403, LATER DENIED,       LATER DENIED",
        "404, REFUSED,            REFUSED",
        "405, REFUSED,            REFUSED",
        "408, LATER FAILED,       UNKNOWN",
        "409, REFUSED,            REFUSED",
        "413, REFUSED,            REFUSED",
        "421, LATER FAILED,       LATER FAILED",
        "422, REFUSED,            REFUSED",
        "425, LATER FAILED,       LATER FAILED",
        "429, LATER THROTTLED,    LATER THROTTLED",
        "500, LATER FAILED,       UNKNOWN",
        "502, LATER FAILED,       UNKNOWN",
        "503, LATER FAILED,       UNKNOWN",
        "504, LATER FAILED,       UNKNOWN",
        "599, LATER FAILED,       UNKNOWN",
    })
    void everyStatusHasOneMeaningAndIsSentOnce(int status, String read, String write) {
        for (ResponseDefinitionBuilder answer : new ResponseDefinitionBuilder[] {
            aResponse().withStatus(status),
            aResponse().withStatus(status).withBody("<html>Sorry</html>").withHeader("Content-Type", "text/html"),
            aResponse().withStatus(status).withBody("{\"errors\":[{\"code\":\"x\",\"detail\":\"y\"}]}")
        }) {
            Api.reset();
            Api.on(any(anyUrl()), answer);
            Api.on(get(urlPathEqualTo(Api.TABLES + "/" + TABLE)), json("{\"data\":{}}"));

            assertThat(meaning(Api.client().page(TABLE, Optional.empty()))).isEqualTo(read);
            assertThat(calls()).isOne();
            for (Api.Write kind : Api.Write.values()) {
                assertThat(meaning(kind.through(Api.client()))).as("%s", kind).isEqualTo(write);
            }
            assertThat(calls()).isEqualTo(1L + Api.Write.values().length);
        }
    }

    @ParameterizedTest
    @CsvSource({"400, REFUSED", "404, GIVEN", "422, REFUSED"})
    void onlyA404WhoseTableStandsMakesARecordAbsent(int status, String meaning) {
        Api.on(any(anyUrl()), aResponse().withStatus(status));
        Api.on(get(urlPathEqualTo(Api.TABLES + "/" + TABLE)), json("{\"data\":{}}"));

        assertThat(meaning(Api.client().record(TABLE, FIRST))).isEqualTo(meaning);
    }

    private static long calls() {
        return Api.requests().stream()
                .filter(request -> !request.getUrl().equals(Api.TABLES + "/" + TABLE))
                .count();
    }

    private static String meaning(Answer<?> answer) {
        return switch (answer) {
            case Answer.Given<?> given -> "GIVEN";
            case Answer.Later<?> later -> "LATER " + later.cause();
            case Answer.Refused<?> refused -> "REFUSED";
            case Answer.Unknown<?> unknown -> "UNKNOWN";
        };
    }
}
