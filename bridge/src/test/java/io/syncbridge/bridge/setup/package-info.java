@NullMarked
package io.syncbridge.bridge.setup;

import org.jspecify.annotations.NullMarked;
