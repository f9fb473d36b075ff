/** The capture triggers on a real PostgreSQL. */
@NullMarked
package io.syncbridge.bridge.capture;

import org.jspecify.annotations.NullMarked;
