package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;

/**
 * What a person clicks and pastes in Zapier, table by table: no API makes a Zap. The body names the record and nothing else,
 * so that no value needs escaping; the bridge reads the record itself. Source: zapier-tables-api reference, section 5.3.
 */
public final class ZapSteps {
    private final PublicAddress address;
    private final String secret;

    /**
     * Steps for a bridge.
     *
     * @param secret what to paste as the header's value, or where it is to be found
     */
    public ZapSteps(PublicAddress address, String secret) {
        this.address = address;
        this.secret = secret;
    }

    /** The lines for one mapping. */
    public List<String> of(TableMapping mapping, String tableId) {
        List<String> lines = new ArrayList<>();
        lines.add("Zap for " + mapping.name() + " (https://zapier.com/app/editor)");
        lines.add("    Trigger   Zapier Tables, New or updated record");
        lines.add("    Table     " + mapping.zapierTable() + (tableId.isEmpty() ? "" : "   (" + tableId + ")"));
        lines.add("    Action    Webhooks by Zapier, Custom Request");
        lines.add("    Method    POST");
        lines.add("    URL       " + address.forZapier(mapping.name()));
        lines.add("    Headers   Content-Type       application/json");
        lines.add("              " + WebhookTarget.HEADER + "   " + secret);
        lines.add("    Data      {\"record_id\": \"{{record_id}}\"}");
        lines.add("              (pick the trigger's record ID for {{record_id}}; leave Unflatten as it is)");
        return lines;
    }
}
