/**
 * What {@code setup} puts in place on both sides, and how {@code check} finds out whether it is there. Nothing here holds a
 * database transaction open across a call to Zapier.
 */
@NullMarked
package io.syncbridge.bridge.setup;

import org.jspecify.annotations.NullMarked;
