/** The Supabase side: mapped tables read and written over JDBC, compare-and-set on the row's own version. */
@NullMarked
package io.syncbridge.bridge.supabase;

import org.jspecify.annotations.NullMarked;
