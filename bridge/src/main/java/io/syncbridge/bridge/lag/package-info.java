/** How far behind changes arrive: counted as they are committed, kept by the minute, read back as percentiles. */
@NullMarked
package io.syncbridge.bridge.lag;

import org.jspecify.annotations.NullMarked;
