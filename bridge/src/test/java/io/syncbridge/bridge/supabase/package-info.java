/** Mapped tables of every shape, against a real database. */
@NullMarked
package io.syncbridge.bridge.supabase;

import org.jspecify.annotations.NullMarked;
