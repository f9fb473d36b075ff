/**
 * Receives webhooks of both sides, verifies who sent them and says which records they point at. A webhook is never data
 * to apply: it becomes {@link io.syncbridge.webhooks.Hint}s, handed to {@link io.syncbridge.webhooks.Intake}. Start
 * reading at {@link io.syncbridge.webhooks.WebhookRoutes}.
 */
@NullMarked
package io.syncbridge.webhooks;

import org.jspecify.annotations.NullMarked;
