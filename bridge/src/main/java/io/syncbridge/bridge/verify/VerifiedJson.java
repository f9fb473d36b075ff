package io.syncbridge.bridge.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.codec.Shown;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.row.FieldValue;
import java.time.Duration;
import java.util.Optional;

/** What was found as JSON, with names that scripts may rely on. Values only where they are asked for. */
public final class VerifiedJson {
    private static final int MOST_KEPT = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private VerifiedJson() {}

    /** One mapping's part of the document. */
    public static ObjectNode of(Verified found, boolean values) {
        return switch (found) {
            case Verified.Complete complete -> {
                ObjectNode node = NODES.objectNode()
                        .put("table", complete.mapping())
                        .put("complete", true)
                        .put("supabase_rows", complete.supabaseRows())
                        .put("zapier_records", complete.zapierRecords())
                        .put("differing", complete.differing())
                        .put("not_listed", complete.notLookedAt())
                        .put("kept_on_one_side", complete.kept())
                        .put("took_ms", complete.took().toMillis());
                node.set("fields", fields(complete));
                node.set("differences", differences(complete, Integer.MAX_VALUE, true, values));
                ArrayNode moving = node.putArray("on_their_way");
                complete.onTheirWay().forEach(moving::add);
                yield node;
            }
            case Verified.Broken broken ->
                NODES.objectNode()
                        .put("table", broken.mapping())
                        .put("complete", false)
                        .put("reason", broken.reason());
        };
    }

    /** Keeps it: names of records and fields, no values and no sentence that might hold one. */
    public static void keep(Verifications kept, Verified found) {
        switch (found) {
            case Verified.Complete complete ->
                kept.complete(new Verifications.Last(
                        complete.mapping(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(complete.took().toMillis()),
                        complete.supabaseRows(),
                        complete.zapierRecords(),
                        complete.differing(),
                        complete.onTheirWay().size(),
                        fields(complete).toString(),
                        differences(complete, MOST_KEPT, false, false).toString()));
            case Verified.Broken broken -> kept.broken(broken.mapping(), broken.reason());
        }
    }

    private static ObjectNode fields(Verified.Complete complete) {
        ObjectNode counts = NODES.objectNode();
        complete.differences().stream()
                .flatMap(difference -> difference.fields().stream())
                .forEach(field ->
                        counts.put(field.name(), counts.path(field.name()).asLong() + 1));
        return counts;
    }

    private static ArrayNode differences(Verified.Complete complete, int most, boolean reasons, boolean values) {
        ArrayNode list = NODES.arrayNode();
        complete.differences().stream().limit(most).forEach(difference -> {
            ObjectNode node = list.addObject()
                    .put("record", difference.record())
                    .put("kind", difference.kind().label())
                    .put("state", difference.state().label());
            ArrayNode names = node.putArray("fields");
            difference.fields().forEach(field -> names.add(field.name()));
            ArrayNode records = node.putArray("zapier_records");
            difference.zapierRecords().forEach(records::add);
            // A reason may show a value: of a parked record as the list of parked ones does, else where asked for.
            if (reasons && (values || difference.state() == Difference.State.PARKED)) {
                difference.reason().ifPresent(reason -> node.put("reason", reason));
            }
            if (values && difference.kind() == Difference.Kind.FIELDS) {
                ObjectNode shown = node.putObject("values");
                difference
                        .fields()
                        .forEach(field -> shown.putObject(field.name())
                                .put("supabase", text(field.supabase()))
                                .put("zapier", text(field.zapier())));
            }
        });
        return list;
    }

    /** A value as a person reads it: quoted and short, {@code (empty)} for none. */
    public static String text(FieldValue value) {
        return value.isBlank()
                ? "(empty)"
                : SupabaseJson.literal(value).map(Shown::of).orElse("(empty)");
    }
}
