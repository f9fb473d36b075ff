/** The chain over the bridge's audit rows: made, proved, exported, and values erased from it without breaking it. */
@NullMarked
package io.syncbridge.bridge.audit;

import org.jspecify.annotations.NullMarked;
