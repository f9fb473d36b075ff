/** What the documentation and the files for deployment say, tried. */
@NullMarked
package io.syncbridge.bridge.docs;

import org.jspecify.annotations.NullMarked;
