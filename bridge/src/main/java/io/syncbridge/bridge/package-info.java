/** The service: configuration, wiring, start and stop. */
@NullMarked
package io.syncbridge.bridge;

import org.jspecify.annotations.NullMarked;
