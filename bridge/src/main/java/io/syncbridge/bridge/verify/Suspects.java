package io.syncbridge.bridge.verify;

import java.util.LinkedHashSet;
import java.util.Set;

/** The suspects of one reading, so many at most; the rest is counted. */
final class Suspects {
    private final Set<Suspect> all = new LinkedHashSet<>();
    private long others;

    void add(Suspect suspect) {
        if (all.size() < Verification.MOST_SUSPECTS) {
            all.add(suspect);
        } else if (!all.contains(suspect)) {
            others++;
        }
    }

    Set<Suspect> all() {
        return all;
    }

    long others() {
        return others;
    }
}
