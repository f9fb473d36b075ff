/**
 * The first sync of records that were on one or both sides before the bridge came: both are read once, what is equal is
 * linked and what only Zapier has is inserted by the hundreds ({@code sync.BulkPass}), and everything else becomes due, so that
 * the usual pass decides.
 */
@NullMarked
package io.syncbridge.bridge.backfill;

import org.jspecify.annotations.NullMarked;
