/** Configuration: read once, checked whole, refused with every problem at once. */
@NullMarked
package io.syncbridge.bridge.config;

import org.jspecify.annotations.NullMarked;
