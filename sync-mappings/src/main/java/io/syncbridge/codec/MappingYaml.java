package io.syncbridge.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.syncbridge.mapping.AuditNames;
import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.MappingProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.QueueRules;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A mapping file to a {@link TableMapping}. All problems of a file are reported together; unknown keys are problems, and
 * nothing is guessed.
 */
public final class MappingYaml {
    static final Set<String> KEYS = Set.of(
            "name",
            "supabase",
            "zapier",
            "mode",
            "key",
            "natural_key",
            "tenant",
            "tenant_lock",
            "quiet_hours",
            "version",
            "policy",
            "deletes",
            "audit",
            "fields");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private MappingYaml() {}

    /**
     * Reads one file.
     *
     * @param source the file's name, for messages
     * @param yaml its text
     */
    public static MappingResult read(String source, String yaml) {
        List<MappingProblem> problems = new ArrayList<>();
        try {
            JsonNode tree = YAML.readTree(yaml);
            if (tree == null || !tree.isObject()) {
                problems.add(new MappingProblem(source, "", "must hold one object with name, key and fields"));
                return new MappingResult.Faulty(problems);
            }
            YamlNode root = new YamlNode(tree, source, "", problems).allowing(KEYS);
            Optional<TableMapping> mapping = mapping(root, problems);
            if (mapping.isPresent()) {
                return new MappingResult.Good(mapping.get());
            }
        } catch (JsonProcessingException unreadable) {
            problems.add(new MappingProblem(
                    source,
                    unreadable.getLocation() == null
                            ? ""
                            : "line " + unreadable.getLocation().getLineNr(),
                    "is not valid YAML: "
                            + unreadable
                                    .getOriginalMessage()
                                    .lines()
                                    .findFirst()
                                    .orElse("")));
        } catch (IllegalArgumentException impossible) {
            problems.add(new MappingProblem(source, "", String.valueOf(impossible.getMessage())));
        }
        YamlLines lines = YamlLines.of(yaml);
        return new MappingResult.Faulty(problems.stream().map(lines::locate).toList());
    }

    private static Optional<TableMapping> mapping(YamlNode root, List<MappingProblem> problems) {
        String name = root.text("name", "");
        if (!NAME.matcher(name).matches()) {
            root.problem("name", "is needed: lower-case letters, digits and _, at most 63 characters");
        }
        YamlNode fieldNodes = root.child("fields");
        List<FieldMapping> fields = new ArrayList<>();
        for (String field : fieldNodes.keys()) {
            fields.add(FieldYaml.read(field, fieldNodes));
        }
        if (fields.isEmpty()) {
            root.problem("fields", "must name at least one field");
        }
        SyncMode mode = mode(root);
        String key = root.text("key", mode == SyncMode.TWO_WAY ? "id" : "");
        List<String> version = root.texts("version");
        ConflictPolicy policy = PolicyYaml.conflicts(root, mode);
        DeletePolicy deletes = PolicyYaml.deletes(root, mode);
        PolicyYaml.checkMergeRules(fieldNodes, policy, key, version);
        SupabaseTable supabase = table(root, "supabase", name);
        String zapier = root.text("zapier", name);
        List<String> naturalKey = root.texts("natural_key");
        Optional<String> tenant = root.text("tenant");
        QueueRules queue = queue(root, tenant);
        AuditNames audit = audit(name, root.child("audit").allowing(Set.of("table", "action", "resource_type")));
        // Only now: what was read after this would be reported to nobody, and silently not hold.
        return problems.isEmpty()
                ? Optional.of(new TableMapping(
                        name,
                        supabase,
                        zapier,
                        mode,
                        key,
                        naturalKey,
                        tenant,
                        version,
                        policy,
                        deletes,
                        audit,
                        queue,
                        fields))
                : Optional.empty();
    }

    private static SyncMode mode(YamlNode root) {
        return switch (root.text("mode", "two_way")) {
            case "two_way" -> SyncMode.TWO_WAY;
            case "append_to_supabase" -> SyncMode.APPEND_TO_SUPABASE;
            default -> {
                root.problem("mode", "must be two_way or append_to_supabase");
                yield SyncMode.TWO_WAY;
            }
        };
    }

    private static QueueRules queue(YamlNode root, Optional<String> tenant) {
        boolean lock = root.flag("tenant_lock");
        if (lock && tenant.isEmpty()) {
            root.problem("tenant_lock", "needs 'tenant: <field>', which says whose a record is");
        }
        List<String> quiet = root.raw("quiet_hours").isTextual()
                ? root.text("quiet_hours").stream().toList()
                : root.texts("quiet_hours");
        return new QueueRules(QuietText.read(quiet, problem -> root.problem("quiet_hours", problem)), lock);
    }

    private static AuditNames audit(String name, YamlNode node) {
        String singular = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
        return new AuditNames(
                table(node, "table", "audit_log"),
                node.text("action", singular + "_synced"),
                node.text("resource_type", singular));
    }

    private static SupabaseTable table(YamlNode node, String key, String usual) {
        String text = node.text(key, usual);
        int dot = text.indexOf('.');
        SupabaseTable table = dot < 0
                ? new SupabaseTable("public", text)
                : new SupabaseTable(text.substring(0, dot), text.substring(dot + 1));
        if (node.has(key) && !(Identifier.isOne(table.schema()) && Identifier.isOne(table.name()))) {
            node.problem(key, Identifier.RULE + ", with or without its schema before a dot");
        }
        return table;
    }
}
