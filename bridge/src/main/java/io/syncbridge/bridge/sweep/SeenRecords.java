package io.syncbridge.bridge.sweep;

import java.util.Arrays;

/**
 * Which Zapier records a sweep has seen, in 8 bytes each: a ULID's randomness hashed to 64 bits. Two records of a million
 * share one with a chance of about 3 in 100 million; a missing one would then be overlooked until either changes.
 */
final class SeenRecords {
    private long[] hashes = new long[1024];
    private int count;
    private boolean sorted = true;

    void add(String zapierId) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = hash(zapierId);
        sorted = false;
    }

    boolean contains(String zapierId) {
        if (!sorted) {
            Arrays.sort(hashes, 0, count);
            sorted = true;
        }
        return Arrays.binarySearch(hashes, 0, count, hash(zapierId)) >= 0;
    }

    int count() {
        return count;
    }

    /** FNV-1a over the characters, mixed at the end so that ULIDs of one millisecond spread. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
