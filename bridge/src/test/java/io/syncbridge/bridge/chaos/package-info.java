/**
 * Seeded runs of the whole: real database, simulator, webhook sender and two bridge processes, disturbed at random while
 * users edit both sides. See docs/chaos.md.
 */
@NullMarked
package io.syncbridge.bridge.chaos;

import org.jspecify.annotations.NullMarked;
