/** The command line: verbs, exit codes, what a person sees. */
@NullMarked
package io.syncbridge.bridge.cli;

import org.jspecify.annotations.NullMarked;
