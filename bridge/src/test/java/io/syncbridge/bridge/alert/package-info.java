@NullMarked
package io.syncbridge.bridge.alert;

import org.jspecify.annotations.NullMarked;
