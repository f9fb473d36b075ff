package io.syncbridge.bridge.zapier;

import java.util.Optional;

/**
 * What is about to be called, as far as it matters whether it may be.
 *
 * @param table the table's id; empty for calls of the account
 * @param writes true when it changes records
 * @param background true when it may use only half of the budget
 */
record ZapierCall(Optional<String> table, boolean writes, boolean background) {}
