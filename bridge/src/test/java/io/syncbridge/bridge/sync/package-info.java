/** The parts of the pass that need neither side. */
@NullMarked
package io.syncbridge.bridge.sync;

import org.jspecify.annotations.NullMarked;
