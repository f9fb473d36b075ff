package io.syncbridge.bridge.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The records that exist on some side, so that traffic can edit what the other side created. */
final class Keys {
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private final List<String> jobs = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();

    synchronized void job(String id) {
        jobs.add(id);
    }

    synchronized void decision(String id) {
        decisions.add(id);
    }

    synchronized String anyJob(RandomGenerator random) {
        return any(jobs, random);
    }

    synchronized String anyDecision(RandomGenerator random) {
        return any(decisions, random);
    }

    private static String any(List<String> ids, RandomGenerator random) {
        return ids.isEmpty() ? NOBODY : ids.get(random.nextInt(ids.size()));
    }
}
