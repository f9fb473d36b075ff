package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.Optional;

/**
 * What Zapier refused to store. A refused write may move the record's clock all the same, and its own webhook then asks
 * to look again: without this memory the bridge would write, be refused and be woken up for ever. The memory is a
 * fingerprint on the bookkeeping row, written in the transaction that ends the lease, so it holds for every instance and
 * over a restart; a success or a person's word clears it.
 */
record Refusals(TableMapping mapping) {

    Claim remembered(Claim claim, Step.Send send, String reason) {
        return claim.refused(new Claim.RefusedWrite(fingerprint(send), reason));
    }

    /** Why it would be refused again: the same values for the same record, and only Zapier asked to look. */
    Optional<String> again(Step.Send send) {
        Claim claim = send.claim();
        boolean echo =
                !claim.hints().isEmpty() && claim.hints().stream().allMatch(hint -> hint.kind() == Claim.Kind.ZAPIER);
        return claim.failing()
                .refused()
                .filter(refused -> echo && refused.write().equals(fingerprint(send)))
                .map(Claim.RefusedWrite::reason);
    }

    private String fingerprint(Step.Send send) {
        Row fields = send.attempt().fields().only(mapping::isContent);
        Row before = send.attempt().before().only(fields::has);
        // The names too: a cell that is emptied and one that is not sent are not the same write.
        return String.join(",", fields.values().keySet()) + " " + ContentHash.of(mapping, before) + " "
                + ContentHash.of(mapping, fields);
    }
}
