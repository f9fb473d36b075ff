/**
 * A bridge that only thinks: looks at both sides, decides as the real one would, and tells. It reads on connections that the
 * database lets write nothing, makes no writing call to Zapier, and remembers what it told in its own memory only.
 */
@NullMarked
package io.syncbridge.bridge.shadow;

import org.jspecify.annotations.NullMarked;
