package io.syncbridge.codec;

import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.MergeRule;
import io.syncbridge.mapping.SyncMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What a mapping file says of conflicts and deletes, and whether it can be meant. */
final class PolicyYaml {
    private static final String RULES =
            "must be newest, counter, set, json or an object { forward-only: [final values] }";

    private PolicyYaml() {}

    static ConflictPolicy conflicts(YamlNode root, SyncMode mode) {
        String text = root.text("policy", ConflictPolicy.NEWEST_WINS.label());
        if (ConflictPolicy.named(text).isEmpty()) {
            root.problem(
                    "policy",
                    "must be "
                            + oneOf(Arrays.stream(ConflictPolicy.values())
                                    .map(ConflictPolicy::label)
                                    .toList()));
        } else if (mode == SyncMode.APPEND_TO_SUPABASE && !text.equals(ConflictPolicy.NEWEST_WINS.label())) {
            root.problem("policy", "means nothing for an append-only table, where no two edits meet; leave it out");
        }
        return ConflictPolicy.named(text).orElse(ConflictPolicy.NEWEST_WINS);
    }

    static DeletePolicy deletes(YamlNode root, SyncMode mode) {
        String text = root.text("deletes", DeletePolicy.IGNORE.label());
        if (DeletePolicy.named(text).isEmpty()) {
            root.problem(
                    "deletes",
                    "must be "
                            + oneOf(Arrays.stream(DeletePolicy.values())
                                    .map(DeletePolicy::label)
                                    .toList()));
        } else if (mode == SyncMode.APPEND_TO_SUPABASE && !text.equals(DeletePolicy.IGNORE.label())) {
            root.problem("deletes", "must be ignore for an append-only table: what was appended stays");
        }
        return DeletePolicy.named(text).orElse(DeletePolicy.IGNORE);
    }

    static MergeRule merge(FieldType type, YamlNode field) {
        if (!field.has("merge")) {
            return new MergeRule.Newest();
        }
        MergeRule rule = field.raw("merge").isObject() ? forwardOnly(type, field) : simple(field);
        if (!rule.fits(type)) {
            field.problem(
                    "merge",
                    switch (rule) {
                        case MergeRule.Counter counter -> "counter needs type integer or decimal";
                        case MergeRule.Union set -> "set needs type list";
                        case MergeRule.Json json -> "json needs type json";
                        default -> "forward-only needs type choice or text";
                    });
        }
        return rule;
    }

    /** A rule that would never be asked is a misunderstanding, and must not pass in silence. */
    static void checkMergeRules(YamlNode fields, ConflictPolicy policy, String key, List<String> version) {
        for (String field : fields.keys()) {
            if (!fields.raw(field).has("merge")) {
                continue;
            }
            if (policy != ConflictPolicy.MERGE) {
                fields.problem(field + ".merge", "needs policy: merge for the table; it is " + policy.label());
            } else if (field.equals(key)) {
                fields.problem(field + ".merge", "has no effect on the key, which never changes; leave it out");
            } else if (version.contains(field)) {
                fields.problem(field + ".merge", "has no effect on a version field; leave it out");
            }
        }
    }

    private static MergeRule simple(YamlNode field) {
        return switch (field.text("merge", "")) {
            case "newest" -> new MergeRule.Newest();
            case "counter" -> new MergeRule.Counter();
            case "set" -> new MergeRule.Union();
            case "json" -> new MergeRule.Json();
            default -> {
                field.problem("merge", RULES);
                yield new MergeRule.Newest();
            }
        };
    }

    private static MergeRule forwardOnly(FieldType type, YamlNode field) {
        YamlNode rule = field.child("merge").allowing(Set.of("forward-only"));
        List<String> finals = rule.texts("forward-only");
        if (finals.isEmpty()) {
            rule.problem("forward-only", "must list at least one final value, for example [completed, failed]");
        }
        if (type instanceof FieldType.Choice choice && !choice.allowed().containsAll(finals)) {
            rule.problem("forward-only", "names a value that is not among the choices " + choice.allowed());
        }
        return new MergeRule.ForwardOnly(Set.copyOf(finals));
    }

    private static String oneOf(List<String> labels) {
        return String.join(", ", labels.subList(0, labels.size() - 1)) + " or " + labels.getLast();
    }
}
