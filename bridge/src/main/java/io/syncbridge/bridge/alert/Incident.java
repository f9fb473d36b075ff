package io.syncbridge.bridge.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that is wrong. No row content and no secret is in it: it may be shown to whoever may see that the bridge runs.
 *
 * @param id its row in {@code bridge.alert}
 * @param rule which rule found it
 * @param subject the mapping, feed, side or table it is about; empty for everything together
 * @param since when it was seen first
 * @param seenAt when it was seen last
 * @param openedAt when it had lasted long enough to be told; empty while it has not
 * @param toldAt when people were last told
 * @param summary what is wrong, as of the last look
 * @param remedy what to do
 */
public record Incident(
        long id,
        AlertRule rule,
        String subject,
        Instant since,
        Instant seenAt,
        Optional<Instant> openedAt,
        Optional<Instant> toldAt,
        String summary,
        String remedy) {

    /** True when people are, or will be, told of it. */
    public boolean isOpen() {
        return openedAt.isPresent();
    }

    Firing.Key key() {
        return new Firing.Key(rule, subject);
    }
}
