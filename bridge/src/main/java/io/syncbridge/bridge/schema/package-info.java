/**
 * What the two tables of a mapping look like, what they looked like when they were linked, and whether they still fit. A
 * table that changed under the bridge pauses its own mapping and no other.
 */
@NullMarked
package io.syncbridge.bridge.schema;

import org.jspecify.annotations.NullMarked;
