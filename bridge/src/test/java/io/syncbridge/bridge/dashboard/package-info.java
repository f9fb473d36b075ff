@NullMarked
package io.syncbridge.bridge.dashboard;

import org.jspecify.annotations.NullMarked;
