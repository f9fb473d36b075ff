package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.StatusReport;
import io.syncbridge.bridge.store.Sweeps;
import io.syncbridge.bridge.store.Verifications;
import io.syncbridge.codec.JsonText;
import java.time.Instant;
import java.util.List;

/** How things stand as JSON, with names that scripts may rely on. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode of(StatusReport report, List<String> reasons, boolean healthy) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("healthy", healthy);
        ArrayNode problems = document.putArray("problems");
        reasons.forEach(problems::add);
        ArrayNode tables = document.putArray("tables");
        report.tables().forEach(table -> tables.add(table(table)));
        ArrayNode verified = document.putArray("verified");
        report.verified().forEach(last -> verified.add(verified(last)));
        ArrayNode quiet = document.putArray("quiet");
        report.quiet().now().forEach(rest -> {
            ObjectNode node = quiet.addObject()
                    .put("table", rest.mapping())
                    .put("until", rest.until().toInstant().toString());
            rest.tenant().ifPresent(tenant -> node.put("tenant", tenant));
        });
        ArrayNode clocks = document.putArray("clocks");
        report.clocks()
                .forEach(skew -> clocks.addObject()
                        .put("side", skew.side())
                        .put("ahead_ms", skew.ahead().toMillis()));
        return document;
    }

    private static ObjectNode table(StatusReport.Table table) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("table", table.mapping())
                .put("pending", table.pending())
                .put("parked", table.parked())
                .put("in_doubt", table.inDoubt())
                .put("behind_ms", table.behind().toMillis());
        table.paused().ifPresent(reason -> node.put("paused", reason));
        table.sweep().ifPresent(sweep -> node.set("swept", swept(sweep)));
        return node;
    }

    private static ObjectNode swept(Sweeps.Last sweep) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("supabase_rows", sweep.supabaseRows())
                .put("zapier_records", sweep.zapierRecords())
                .put("found", sweep.found());
        sweep.completeAt().map(Instant::toString).ifPresent(at -> node.put("at", at));
        sweep.trouble().ifPresent(reason -> node.put("trouble", reason));
        return node;
    }

    private static ObjectNode verified(Verifications.Last last) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("table", last.mapping())
                .put("supabase_rows", last.supabaseRows())
                .put("zapier_records", last.zapierRecords())
                .put("differing", last.differing())
                .put("on_their_way", last.onTheirWay())
                .put("took_ms", last.took().toMillis());
        last.completeAt().map(Instant::toString).ifPresent(at -> node.put("at", at));
        last.trouble().ifPresent(reason -> node.put("trouble", reason));
        JsonText.parse(last.fields()).ifPresent(fields -> node.set("fields", fields));
        JsonText.parse(last.differences()).ifPresent(differences -> node.set("differences", differences));
        return node;
    }
}
