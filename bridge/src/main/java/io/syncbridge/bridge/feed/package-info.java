/**
 * Whether both sides still tell what changes there, and whether their clocks agree. A feed that fell silent is noticed by
 * comparing what it said with what must have happened.
 */
@NullMarked
package io.syncbridge.bridge.feed;

import org.jspecify.annotations.NullMarked;
