package io.syncbridge.bridge.backfill;

import io.syncbridge.reconcile.Plan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a first sync would do, counted, with a few samples by key and field names: no values. */
public final class Forecast {
    private static final int SAMPLES = 5;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> samples = new EnumMap<>(Kind.class);
    private Optional<String> trouble = Optional.empty();

    /** What would become of a record. */
    public enum Kind {
        EQUAL("equal on both sides; would be linked"),
        TO_SUPABASE("only in Zapier; would be created in Supabase"),
        TO_ZAPIER("only in Supabase; would be created in Zapier, unless found there by natural key"),
        ZAPIER_WINS("differing; Zapier's values would win"),
        SUPABASE_WINS("differing; Supabase's values would win"),
        MERGED("differing; would be merged field by field"),
        ASKED("differing; would wait for a person, as the mapping says"),
        REFUSED("may not be written as they are; would wait for a person"),
        WITHOUT_KEY("in Zapier without a key; would get one and be created in Supabase"),
        DUPLICATE("in Zapier more than once; decided one by one"),
        UNREADABLE("not readable; would wait for a person"),
        KNOWN("synced before, or in hand");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What it means, for a person. */
        public String words() {
            return words;
        }

        /** The name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(Plan plan) {
            return switch (plan.rule()) {
                case ALREADY_EQUAL -> EQUAL;
                case CREATED_IN_ZAPIER -> TO_SUPABASE;
                case CONFLICT_ZAPIER_NEWER, CONFLICT_POLICY_ZAPIER -> ZAPIER_WINS;
                case CONFLICT_SUPABASE_WINS, CONFLICT_POLICY_SUPABASE -> SUPABASE_WINS;
                case CONFLICT_MERGED -> MERGED;
                case CONFLICT_ASKED -> ASKED;
                default -> REFUSED;
            };
        }
    }

    void add(Kind kind, String record) {
        add(kind, record, List.of());
    }

    void add(Kind kind, String record, List<String> fields) {
        counts.merge(kind, 1L, Long::sum);
        List<String> some = samples.computeIfAbsent(kind, none -> new ArrayList<>());
        if (some.size() < SAMPLES) {
            some.add(fields.isEmpty() ? record : record + " (" + String.join(", ", fields) + ")");
        }
    }

    void broke(String reason) {
        trouble = Optional.of(reason);
    }

    /** Why it broke off, which leaves the counts without meaning; empty when both sides were read. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** How many records. */
    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Up to five of them: key or Zapier id, and the names of the fields concerned. */
    public List<String> samples(Kind kind) {
        return List.copyOf(samples.getOrDefault(kind, List.of()));
    }
}
