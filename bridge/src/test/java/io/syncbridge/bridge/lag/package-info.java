@NullMarked
package io.syncbridge.bridge.lag;

import org.jspecify.annotations.NullMarked;
