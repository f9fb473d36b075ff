/** The HTTP client against a server that answers whatever a test wants. */
@NullMarked
package io.syncbridge.bridge.zapier;

import org.jspecify.annotations.NullMarked;
