/** The whole service between a real PostgreSQL with webhook triggers and the Zapier Tables simulator, as users run it. */
@NullMarked
package io.syncbridge.bridge.e2e;

import org.jspecify.annotations.NullMarked;
