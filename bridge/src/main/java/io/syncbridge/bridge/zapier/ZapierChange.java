package io.syncbridge.bridge.zapier;

import java.util.Optional;

/**
 * One entry of a write's answer.
 *
 * @param now the record after the write
 * @param old the record directly before it; empty for a create
 * @param problem what the API says it did not store; empty when it stored everything
 */
public record ZapierChange(ZapierRecord now, Optional<ZapierRecord> old, Optional<String> problem) {}
