/**
 * Zapier's Trigger Inbox as a way in: no public address, no Zap. Messages are hints like webhooks, stored through the same
 * intake and acked only then.
 */
@NullMarked
package io.syncbridge.bridge.inbox;

import org.jspecify.annotations.NullMarked;
