/** The bookkeeping's SQL against a real database. */
@NullMarked
package io.syncbridge.bridge.store;

import org.jspecify.annotations.NullMarked;
