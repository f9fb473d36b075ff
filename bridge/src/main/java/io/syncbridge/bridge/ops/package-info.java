/** Health of the process and of what it depends on. */
@NullMarked
package io.syncbridge.bridge.ops;

import org.jspecify.annotations.NullMarked;
