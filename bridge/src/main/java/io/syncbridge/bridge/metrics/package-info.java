/** Figures for Prometheus, under the names that users' dashboards know. */
@NullMarked
package io.syncbridge.bridge.metrics;

import org.jspecify.annotations.NullMarked;
