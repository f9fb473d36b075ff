package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Failure;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.reconcile.Attempt;
import io.syncbridge.row.Row;
import java.time.Duration;
import java.util.Optional;

/** What is left to do with a claim after its transaction. */
sealed interface Step {

    /** Nothing: settled, parked, joined, or the lease was lost. */
    record Done() implements Step {}

    /** A stored attempt must be sent to Zapier: a create without a record id, else a patch or a delete of it. */
    record Send(Claim claim, Attempt attempt, Optional<String> recordId) implements Step {
        /** The part of it that an answer shows to have landed. */
        Send landedIn(TableMapping mapping, Row shown) {
            return new Send(claim, attempt.landedIn(mapping, shown), recordId);
        }

        /** What Zapier refused of it. */
        Send without(Send landed) {
            return new Send(claim, attempt.without(landed.attempt()), recordId);
        }
    }

    /** Whether another Zapier record still lives decides; get it and come back. */
    record Ask(String recordId) implements Step {}

    /** Whether the record is in Zapier's trash decides; look there and come back. */
    record LookInTrash() implements Step {}

    /** A second record that a lost create of ours made; to be deleted. */
    record Duplicate(Claim claim, String recordId) implements Step {}

    /** Not now. */
    record Later(Duration delay) implements Step {}

    /** Zapier would not, for now. */
    record PutOff(Answer.Later<?> later) implements Step {}

    /** It failed in a way that may pass. */
    record Failed(Duration least, Failure failure) implements Step {}

    /** The database failed, not the record. */
    record DatabaseFailed() implements Step {}

    /** A table is not what the mapping was linked to; the mapping is paused meanwhile. */
    record SchemaChanged() implements Step {}
}
