/** What the whole code keeps to, whoever changes it: directions, names, docstrings, and pages that name what exists. */
@NullMarked
package io.syncbridge.bridge.house;

import org.jspecify.annotations.NullMarked;
