/** The bridge's own bookkeeping in schema {@code bridge}: which records have work, what was agreed, what was written. */
@NullMarked
package io.syncbridge.bridge.store;

import org.jspecify.annotations.NullMarked;
