/** What a person sees and a script gets: texts, exit codes, health. */
@NullMarked
package io.syncbridge.bridge.cli;

import org.jspecify.annotations.NullMarked;
