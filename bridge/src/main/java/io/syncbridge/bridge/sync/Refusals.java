package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Zapier refused to store. A refused write may move the record's clock all the same, and its own webhook then asks
 * to look again: without this memory the bridge would write, be refused and be woken up for ever. Kept in the process
 * only; after a restart each is tried once more.
 */
final class Refusals {
    private static final int MOST = 10_000;

    private final TableMapping mapping;
    private final Map<Long, Refused> byRecord = new LinkedHashMap<>();

    /**
     * What was refused.
     *
     * @param told whether an audit row says so already
     */
    record Refused(Row fields, Row before, String reason, boolean told) {}

    Refusals(TableMapping mapping) {
        this.mapping = mapping;
    }

    synchronized void remember(Step.Send send, String reason, boolean told) {
        byRecord.put(send.claim().id(), new Refused(fields(send), before(send), reason, told));
        if (byRecord.size() > MOST) {
            byRecord.remove(byRecord.keySet().iterator().next());
        }
    }

    synchronized void forget(Step.Send send) {
        byRecord.remove(send.claim().id());
    }

    /** What would be refused again: the same values for the same record, and only Zapier asked to look. */
    synchronized Optional<Refused> again(Step.Send send) {
        boolean echo = !send.claim().hints().isEmpty()
                && send.claim().hints().stream().allMatch(hint -> hint.kind() == Claim.Kind.ZAPIER);
        return Optional.ofNullable(byRecord.get(send.claim().id()))
                .filter(refused -> echo
                        && refused.fields().equals(fields(send))
                        && refused.before().equals(before(send)));
    }

    private Row fields(Step.Send send) {
        return send.attempt().fields().only(mapping::isContent);
    }

    private Row before(Step.Send send) {
        return send.attempt().before().only(fields(send)::has);
    }
}
