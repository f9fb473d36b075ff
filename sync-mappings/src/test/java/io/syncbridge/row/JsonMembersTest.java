package io.syncbridge.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of JSON objects, as merging by key takes them apart and puts them together. */
class JsonMembersTest {
    @Test
    void takesAnObjectApartAtItsOwnLevelOnly() {
        JsonMembers members = JsonMembers.of(
                        "{\"a\":{\"x\":[1,{\"y\":2}],\"z\":\"}\"},\"b\":\"c:d,e\",\"c\":[],\"d\":1}")
                .orElseThrow();

        assertThat(members.values().keySet()).containsExactly("\"a\"", "\"b\"", "\"c\"", "\"d\"");
        assertThat(members.get("\"a\"")).contains("{\"x\":[1,{\"y\":2}],\"z\":\"}\"}");
        assertThat(members.get("\"b\"")).contains("\"c:d,e\"");
        assertThat(members.get("\"c\"")).contains("[]");
        assertThat(members.get("\"e\"")).isEmpty();
    }

    @Test
    void putsItTogetherAsItWas() {
        for (String document : List.of("{}", "{\"a\":1}", "{\"a\\\"b\":\"\\\\\",\"c\":{\"d\":[[],{}]}}")) {
            assertThat(JsonMembers.of(document).orElseThrow().document()).isEqualTo(document);
        }
    }

    @Test
    void whatIsNoObjectHasNoMembers() {
        assertThat(JsonMembers.of("[1]")).isEmpty();
        assertThat(JsonMembers.of("\"{}\"")).isEmpty();
        assertThat(JsonMembers.NONE.document()).isEqualTo("{}");
    }

    /** The order of the keys themselves: jsonb and every other writer sort what the text means, not how it is quoted. */
    @Test
    void sortsByWhatAKeyMeansNotByItsQuotes() {
        assertThat(ordered("\"\\t\"", "\" \"")).isTrue();
        assertThat(ordered("\"\\u0001\"", "\"\\b\"")).isTrue();
        assertThat(ordered("\"\\b\"", "\"\\t\"")).isTrue();
        assertThat(ordered("\"\\t\"", "\"\\n\"")).isTrue();
        assertThat(ordered("\"\\n\"", "\"\\f\"")).isTrue();
        assertThat(ordered("\"\\f\"", "\"\\r\"")).isTrue();
        assertThat(ordered("\"!\"", "\"\\\"\"")).isTrue();
        assertThat(ordered("\"\\\"\"", "\"#\"")).isTrue();
        assertThat(ordered("\"\\\\\"", "\"a\"")).isTrue();
        assertThat(ordered("\"a\"", "\"a\\n\"")).isTrue();
        assertThat(ordered("\"a\\u001fb\"", "\"a b\"")).isTrue();
        assertThat(ordered("\"u\"", "\"v\"")).isTrue();
        assertThat(JsonMembers.BY_KEY.compare("\"\\u000a\"", "\"\\n\"")).isZero();
    }

    private static boolean ordered(String first, String second) {
        return JsonMembers.BY_KEY.compare(first, second) < 0 && JsonMembers.BY_KEY.compare(second, first) > 0;
    }
}
