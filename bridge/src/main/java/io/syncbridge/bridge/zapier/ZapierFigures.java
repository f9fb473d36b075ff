package io.syncbridge.bridge.zapier;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Answers of the API by status, since the process started. */
final class ZapierFigures {
    private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

    void count(int status) {
        byStatus.computeIfAbsent(status, first -> new LongAdder()).increment();
    }

    Map<Integer, Long> byStatus() {
        Map<Integer, Long> figures = new TreeMap<>();
        byStatus.forEach((status, count) -> figures.put(status, count.sum()));
        return figures;
    }
}
