/** What corresponds to what: tables, fields, types and the rules a value must satisfy before it may be written. */
@NullMarked
package io.syncbridge.mapping;

import org.jspecify.annotations.NullMarked;
