package io.syncbridge.bridge.zapier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A record as the API shows it.
 *
 * @param id its ULID
 * @param data the cells by {@code f<n>}
 * @param editedAt the platform's clock
 * @param deleted true when it is in the trash
 * @param errors true when a cell of a write was not stored
 */
public record ZapierRecord(String id, JsonNode data, Instant editedAt, boolean deleted, boolean errors) {}
