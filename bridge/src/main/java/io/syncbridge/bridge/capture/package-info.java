/**
 * The optional capture trigger on Supabase: it notes every changed row in the writer's own transaction, so that nothing
 * committed is ever missed, and the drain turns the notes into hints.
 */
@NullMarked
package io.syncbridge.bridge.capture;

import org.jspecify.annotations.NullMarked;
