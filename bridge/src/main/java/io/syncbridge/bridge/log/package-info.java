/** How the log is written: one line for each event, as text or JSON, and what stands beside the message. */
@NullMarked
package io.syncbridge.bridge.log;

import org.jspecify.annotations.NullMarked;
