package io.syncbridge.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.codec.JsonText;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values, computed by a second implementation in another language: hashes made by an earlier version must be made by every later one. */
final class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ \"b\" : 1, \"a\":[true,false,null] } | {\"a\":[true,false,null],\"b\":1e0}",
                "1.50 | 15e-1",
                "100 | 1e2",
                "-0.0 | 0e0",
                "1E400 | 1e400",
                "12345678901234567890.12 | 1234567890123456789012e-2",
                "{} | {}",
                "[] | []",
                "\"\\u0041\\n\\\"\\\\\\/\\u00e9\\u007f\" | \"A\\u000a\\\"\\\\/é\u007f\"",
                "{\"\\uD83D\\uDE00\":1,\"\\uFB01\":2} | {\"\uFB01\":2e0,\"\uD83D\uDE00\":1e0}"
            })
    void theTextIsFixed(String json, String canonical) {
        assertThat(CanonicalJson.text(parsed(json))).isEqualTo(canonical);
    }

    @Test
    void theHashesOfARowAndAnEntryAreFixed() {
        AuditRow row = new AuditRow((ObjectNode) parsed("""
                {"id": 7, "timestamp": 1763720000123456, "actor": "sync-bridge", "actor_type": "system", "action": "agent_job_synced",
                 "resource_type": "job", "resource_id": "k", "severity": "info", "retention_days": 2555,
                 "metadata": {"rule": "zapier_changed", "lag_ms": 12.0, "changes": {"status": [null, "queued"]}}}
                """));
        String values = row.valuesHash(new byte[16]);
        String content = row.contentHash("\"public\".\"audit_log\"", values);
        ChainEntry entry = new ChainEntry(
                        1,
                        LocalDate.parse("2026-11-21"),
                        1,
                        "\"public\".\"audit_log\"",
                        7,
                        ChainEntry.State.SEALED,
                        1763720005000000L,
                        row.keepUntil(),
                        Optional.of("00".repeat(16)),
                        values,
                        content,
                        "",
                        Optional.empty())
                .linked(Hashes.NONE);

        assertThat(values).isEqualTo("f4e41a43b0221206236ae09df4642e6d5c08f754d9c258e06455e9d8b88f34a0");
        assertThat(content).isEqualTo("29d20e28c9eb516520980e8fb981100af7b0c20e80f7df4460f63680dda80b00");
        assertThat(entry.hash()).isEqualTo("f894ab7926ef24e47b679d70e60ddeeb7cc4805e45316f1a08f6b621ea7e5ff4");
        assertThat(entry.signature()).isEmpty();
    }

    private static JsonNode parsed(String json) {
        return JsonText.parse(json).orElseThrow();
    }
}
