package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.feed.Feeds;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.WebhookDisturbance;
import io.syncbridge.mapping.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A feed that stops talking is noticed, and what it kept to itself is fetched. */
@Execution(ExecutionMode.CONCURRENT)
final class SilentFeedTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestStack stack = TestStack.start();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void supabasesWebhooksThatNoLongerComeAreMissedAndTheirChangesFound() {
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        stack.silence();

        stack.supabase().update("agent_jobs", id, "status", "running");

        // An announcement pays for what changed up to twelve seconds later; a busy table soon changes after that.
        Eventually.until("the silence is known", LIMIT, () -> {
            stack.supabase().update("agent_jobs", id, "retry_count", 1);
            return isSilent(Side.SUPABASE);
        });
        Eventually.until(
                "the change is found",
                () -> !jobs.recordsWhere("status", "running").isEmpty());
        stack.sendWebhooksAgain();
        stack.supabase().update("agent_jobs", id, "status", "completed");
        Eventually.until("the feed is heard again", LIMIT, () -> !isSilent(Side.SUPABASE));
    }

    @Test
    void aFeedThatHasNothingToSayButTheBridgesOwnWritesIsNotSilent() {
        stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String id = jobs.records().getFirst().id();
        Instant began = Instant.now();
        int[] edits = {0};
        Eventually.until("a silence would be known", LIMIT, () -> {
            jobs.update(id, Map.of("retry_count", ++edits[0]));
            stack.awaitAgreement();
            assertThat(isSilent(Side.SUPABASE)).isFalse();
            return began.plusSeconds(40).isBefore(Instant.now());
        });
        assertThat(stack.rowsWritten()).isGreaterThan(1);
        assertThat(stack.announcedBySupabase()).isEqualTo(1);
    }

    @Test
    void aZapThatIsSwitchedOffIsMissed() {
        jobs.create(Map.of("job_type", "manual", "status", "queued"));
        stack.awaitAgreement();
        Eventually.until("the feed is known", LIMIT, this::isHeard);
        stack.zapier().faults().disturbWebhooks(WebhookDisturbance.dropAll());

        stack.supabase().insertJob("queued");

        awaitSilence();
        assertThat(isSilent(Side.SUPABASE)).isFalse();
    }

    private boolean isHeard() {
        return Boolean.TRUE.equals(stack.database()
                .scalar("select exists (select 1 from bridge.feed where side = 'zapier' and heard > 0)"));
    }

    private void awaitSilence() {
        Eventually.until("the Zap is known to be silent", LIMIT, () -> isSilent(Side.ZAPIER));
    }

    private boolean isSilent(Side side) {
        return new Feeds(stack.bridge().database()).silent().contains(new Feeds.Silent("agent_jobs", side));
    }
}
