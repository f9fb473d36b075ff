/**
 * Tells people when something needs them, once per incident, and when it is over. {@link io.syncbridge.bridge.alert.Verdicts}
 * judges a {@link io.syncbridge.bridge.alert.Snapshot} and {@link io.syncbridge.bridge.alert.Incidents} says what follows, both
 * pure; {@link io.syncbridge.bridge.alert.AlertWatch} looks, stores and sends.
 */
@NullMarked
package io.syncbridge.bridge.alert;

import org.jspecify.annotations.NullMarked;
