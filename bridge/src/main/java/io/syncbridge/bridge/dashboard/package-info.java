/** The page at {@code /}: what it shows, who may see it, and what they may do there. */
@NullMarked
package io.syncbridge.bridge.dashboard;

import org.jspecify.annotations.NullMarked;
