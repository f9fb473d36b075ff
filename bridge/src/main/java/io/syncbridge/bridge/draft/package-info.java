/** Drafts of mapping files, from what a database and Zapier say of a table. */
@NullMarked
package io.syncbridge.bridge.draft;

import org.jspecify.annotations.NullMarked;
