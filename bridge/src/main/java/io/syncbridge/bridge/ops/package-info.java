/** Health of the process and of what it depends on; warnings that do not flood, and work side by side. */
@NullMarked
package io.syncbridge.bridge.ops;

import org.jspecify.annotations.NullMarked;
