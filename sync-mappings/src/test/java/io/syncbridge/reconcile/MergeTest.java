package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.mapping.MergeRule;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field that both sides changed, by each rule. */
class MergeTest {
    private static final MergeRule STATUS = new MergeRule.ForwardOnly(Set.of("completed", "failed"));

    @ParameterizedTest
    @CsvSource({"4, 5, 5, 6", "4, 5, 3, 4", "0, 2.5, 0.25, 2.75", ", 1, 2, 3", "5, , 6, 1"})
    void countersAddWhatEachSideAdded(
            @Nullable String base, @Nullable String newer, @Nullable String older, String merged) {
        FieldMerge.Merged result =
                new FieldMerge(new MergeRule.Counter(), number(base), true).of(number(newer), number(older));

        assertThat(result).isEqualTo(new FieldMerge.Merged(number(merged), false));
    }

    @Test
    void countersThatNeverAgreedTakeTheLarger() {
        FieldMerge never = new FieldMerge(new MergeRule.Counter(), FieldValue.empty(), false);

        assertThat(never.of(number("3"), number("7")).value()).isEqualTo(number("7"));
        assertThat(never.of(number("7"), number("3")).value()).isEqualTo(number("7"));
    }

    @ParameterizedTest
    @CsvSource({
        "running, completed, completed",
        "completed, running, completed",
        "failed, completed, failed",
        "running, queued, running"
    })
    void aFinalValueIsNotLeft(String newer, String older, String merged) {
        FieldMerge.Merged result = new FieldMerge(STATUS, text("new"), true).of(text(newer), text(older));

        assertThat(result).isEqualTo(new FieldMerge.Merged(text(merged), true));
    }

    @ParameterizedTest
    @CsvSource({"a b, a b c, a b d, a b c d", "a b, a, b, ''", "a b, b c, a b, b c", "'', a, b, a b"})
    void setsKeepWhatEitherAddedAndDropWhatEitherRemoved(String base, String newer, String older, String merged) {
        FieldMerge.Merged result = new FieldMerge(new MergeRule.Union(), list(base), true).of(list(newer), list(older));

        assertThat(result).isEqualTo(new FieldMerge.Merged(list(merged), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1}|{\"a\":1,\"b\":2}|{\"a\":1,\"c\":3}|{\"a\":1,\"b\":2,\"c\":3}|false",
                "{\"a\":1,\"b\":2}|{\"a\":1}|{\"a\":5,\"b\":2}|{\"a\":5}|false",
                "{\"a\":1}|{\"a\":2}|{\"a\":3}|{\"a\":2}|true",
                "{\"o\":{\"x\":1,\"y\":1}}|{\"o\":{\"x\":2,\"y\":1}}|{\"o\":{\"x\":1,\"y\":3}}|{\"o\":{\"x\":2,\"y\":3}}|false",
                "{\"a\":[1]}|{\"a\":[1,2]}|{\"a\":[1,3]}|{\"a\":[1,2]}|true",
                "{\"a\":1}|{}|{\"a\":2}|{}|true",
                "{}|{\"a\\\"b\":\"x,}\"}|{\"\\\\\":\"{:\"}|{\"\\\\\":\"{:\",\"a\\\"b\":\"x,}\"}|false",
                "[1]|[2]|[3]|[2]|true",
            })
    void jsonMergesKeyByKey(String base, String newer, String older, String merged, boolean decided) {
        FieldMerge.Merged result = new FieldMerge(new MergeRule.Json(), json(base), true).of(json(newer), json(older));

        assertThat(result).isEqualTo(new FieldMerge.Merged(json(merged), decided));
    }

    @Test
    void jsonThatIsNoObjectOnOneSideTakesTheNewer() {
        FieldMerge rule = new FieldMerge(new MergeRule.Json(), json("{}"), true);

        assertThat(rule.of(json("{\"a\":1}"), FieldValue.empty()).value()).isEqualTo(json("{\"a\":1}"));
        assertThat(rule.of(FieldValue.empty(), json("{\"a\":1}")).value()).isEqualTo(FieldValue.empty());
    }

    private static FieldValue number(@Nullable String text) {
        return text == null ? FieldValue.empty() : new FieldValue.Numeric(new BigDecimal(text));
    }

    private static FieldValue text(String text) {
        return new FieldValue.Text(text);
    }

    private static FieldValue list(String words) {
        return new FieldValue.Listing(words.isEmpty() ? List.of() : Arrays.asList(words.split(" ", -1)));
    }

    private static FieldValue json(String canonical) {
        return new FieldValue.Json(canonical);
    }
}
