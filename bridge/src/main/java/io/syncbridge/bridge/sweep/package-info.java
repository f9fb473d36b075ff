/**
 * The full comparison of both sides with what was agreed. It finds what no webhook told, and only it may say "in sync".
 * It writes nothing but hints: repairing is the same pass that a webhook leads to.
 */
@NullMarked
package io.syncbridge.bridge.sweep;

import org.jspecify.annotations.NullMarked;
