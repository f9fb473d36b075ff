/** What a side holds, as values that are equal when they mean the same. Nothing here knows JSON, SQL or time of day. */
@NullMarked
package io.syncbridge.row;

import org.jspecify.annotations.NullMarked;
