/** Runs the migrations of the agent tables on a real PostgreSQL, as the roles that a Supabase project has. */
@NullMarked
package io.syncbridge.bridge.migrations;

import org.jspecify.annotations.NullMarked;
