@NullMarked
package io.syncbridge.bridge.feed;

import org.jspecify.annotations.NullMarked;
