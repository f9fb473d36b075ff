/** How webhooks are received, shown over real HTTP and by pure parsing. */
@NullMarked
package io.syncbridge.webhooks;

import org.jspecify.annotations.NullMarked;
