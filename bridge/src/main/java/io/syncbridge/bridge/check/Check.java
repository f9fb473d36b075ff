package io.syncbridge.bridge.check;

import java.util.List;

/** Looks at one kind of thing; changes nothing. */
@FunctionalInterface
public interface Check {

    /** What was found, at least one thing. */
    List<Finding> findings();
}
