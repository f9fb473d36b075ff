/** What became of records: the bridge's audit rows, read back, with what the bookkeeping knows now. */
@NullMarked
package io.syncbridge.bridge.history;

import org.jspecify.annotations.NullMarked;
