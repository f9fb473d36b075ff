package io.syncbridge.reconcile;

import io.syncbridge.row.JsonMembers;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Three-way merge of canonical JSON documents by key, objects within objects too. Arrays are values like any other. */
final class JsonMerge {
    private JsonMerge() {}

    /** What a merge gave, and whether a key that both changed had to be decided by time. */
    record Merged(String document, boolean decided) {}

    /**
     * Merges.
     *
     * @param base what both once held; empty when they never agreed
     * @param newer the document whose value a key takes that both changed
     */
    static Merged of(Optional<String> base, String newer, String older) {
        Optional<JsonMembers> ours = JsonMembers.of(newer);
        Optional<JsonMembers> theirs = JsonMembers.of(older);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return new Merged(newer, true);
        }
        JsonMembers before = base.flatMap(JsonMembers::of).orElse(JsonMembers.NONE);
        TreeMap<String, String> merged = new TreeMap<>(JsonMembers.BY_KEY);
        boolean decided = false;
        TreeSet<String> keys = new TreeSet<>(JsonMembers.BY_KEY);
        keys.addAll(ours.get().values().keySet());
        keys.addAll(theirs.get().values().keySet());
        for (String key : keys) {
            Optional<String> was = before.get(key);
            Optional<String> one = ours.get().get(key);
            Optional<String> other = theirs.get().get(key);
            if (one.equals(other) || other.equals(was)) {
                one.ifPresent(value -> merged.put(key, value));
            } else if (one.equals(was)) {
                other.ifPresent(value -> merged.put(key, value));
            } else if (one.isPresent() && other.isPresent()) {
                Merged inner = of(was, one.get(), other.get());
                merged.put(key, inner.document());
                decided |= inner.decided();
            } else {
                one.ifPresent(value -> merged.put(key, value));
                decided = true;
            }
        }
        return new Merged(new JsonMembers(merged).document(), decided);
    }
}
