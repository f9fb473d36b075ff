/** The chain over audit rows: tampered with in every way, sealed under fire, exported and proved, erased. */
@NullMarked
package io.syncbridge.bridge.audit;

import org.jspecify.annotations.NullMarked;
