/** What can be found wrong before it goes wrong: one class per kind of thing that is looked at, all with the same result. */
@NullMarked
package io.syncbridge.bridge.check;

import org.jspecify.annotations.NullMarked;
