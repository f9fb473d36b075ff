/**
 * One pass over the records that are due: look at Zapier, decide and write Supabase in one transaction, write Zapier,
 * settle. No transaction is open while Zapier is being talked to.
 */
@NullMarked
package io.syncbridge.bridge.sync;

import org.jspecify.annotations.NullMarked;
