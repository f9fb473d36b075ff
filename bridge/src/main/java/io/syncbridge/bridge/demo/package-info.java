/** The demonstration: real parts, live traffic on both sides, and an honest comparison at the end. */
@NullMarked
package io.syncbridge.bridge.demo;

import org.jspecify.annotations.NullMarked;
