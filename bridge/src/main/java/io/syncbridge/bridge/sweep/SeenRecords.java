package io.syncbridge.bridge.sweep;

import java.util.Arrays;

/**
 * Which ids or keys a reading of a whole table has seen, in 8 bytes each (16 while the array grows): hashed to 64 bits.
 * Two records of a million share one with a chance of about 3 in 100 million; a missing one would then be overlooked
 * until either changes.
 */
public final class SeenRecords {
    private long[] hashes = new long[1024];
    private int count;
    private boolean sorted = true;

    /** Notes one. */
    public void add(String id) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = hash(id);
        sorted = false;
    }

    /** True when it was noted. */
    public boolean contains(String id) {
        return times(id) > 0;
    }

    /** How often it was noted. */
    public int times(String id) {
        if (!sorted) {
            Arrays.sort(hashes, 0, count);
            sorted = true;
        }
        long wanted = hash(id);
        int found = Arrays.binarySearch(hashes, 0, count, wanted);
        if (found < 0) {
            return 0;
        }
        int first = found;
        while (first > 0 && hashes[first - 1] == wanted) {
            first--;
        }
        int last = found;
        while (last < count - 1 && hashes[last + 1] == wanted) {
            last++;
        }
        return last - first + 1;
    }

    /** How many were noted in all. */
    public int count() {
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
