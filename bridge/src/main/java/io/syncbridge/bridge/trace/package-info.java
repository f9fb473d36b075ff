/**
 * Traces from the webhook to the write, sent by OTLP where the environment asks for it. Nothing here is loaded otherwise: no
 * class outside this package names OpenTelemetry.
 */
@NullMarked
package io.syncbridge.bridge.trace;

import org.jspecify.annotations.NullMarked;
