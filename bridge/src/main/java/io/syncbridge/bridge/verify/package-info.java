/**
 * The proof that both sides are equal: each is compared with the other, not with what the bookkeeping remembers. It reads
 * only; repairing makes records due, and the same pass that a webhook leads to settles them.
 */
@NullMarked
package io.syncbridge.bridge.verify;

import org.jspecify.annotations.NullMarked;
