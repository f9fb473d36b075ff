@NullMarked
package io.syncbridge.bridge.verify;

import org.jspecify.annotations.NullMarked;
