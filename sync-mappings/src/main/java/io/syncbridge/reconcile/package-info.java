/**
 * Deciding what to do with one record: pure functions from what is remembered and what both sides hold to a plan, and
 * from what a write answered to what is remembered next. Acting is elsewhere.
 */
@NullMarked
package io.syncbridge.reconcile;

import org.jspecify.annotations.NullMarked;
