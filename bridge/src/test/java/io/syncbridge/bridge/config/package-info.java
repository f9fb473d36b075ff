/** What is read at the start, and how what is wrong is said. */
@NullMarked
package io.syncbridge.bridge.config;

import org.jspecify.annotations.NullMarked;
