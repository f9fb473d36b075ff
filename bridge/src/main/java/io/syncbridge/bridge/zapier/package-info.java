/** The Zapier side: its HTTP API. What it answers is a value; only its shape and its failures are known here. */
@NullMarked
package io.syncbridge.bridge.zapier;

import org.jspecify.annotations.NullMarked;
