/** The Trigger Inbox as a way in, against the simulator's. */
@NullMarked
package io.syncbridge.bridge.inbox;

import org.jspecify.annotations.NullMarked;
