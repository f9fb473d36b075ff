@NullMarked
package io.syncbridge.bridge.undo;

import org.jspecify.annotations.NullMarked;
