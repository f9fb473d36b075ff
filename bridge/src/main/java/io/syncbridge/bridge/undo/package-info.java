/**
 * Takes syncs back. An undo is an edit made on purpose in Supabase, with an audit row of its own; the pass carries it to
 * Zapier as it carries every edit, so that nothing here goes behind the resolver's back.
 */
@NullMarked
package io.syncbridge.bridge.undo;

import org.jspecify.annotations.NullMarked;
