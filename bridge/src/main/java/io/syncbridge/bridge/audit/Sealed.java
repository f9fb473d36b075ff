package io.syncbridge.bridge.audit;

import java.util.Optional;

/**
 * An entry of the chain with its row.
 *
 * @param row as it stands now; empty when it is gone
 */
record Sealed(ChainEntry entry, Optional<AuditRow> row) {}
