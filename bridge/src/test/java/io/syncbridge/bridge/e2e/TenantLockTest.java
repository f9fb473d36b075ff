package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.bridge.Bridge;
import io.syncbridge.fixtures.Eventually;
import io.syncbridge.webhooks.Hint;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances, and a table whose tenants have one worker at a time. */
final class TenantLockTest {
    private static final int ROWS = 200;

    private final TestStack stack = TestStack.resting(Setup.usual()
            .withMapping("agent_jobs", "deletes: ignore", "deletes: ignore\ntenant: initiated_by\ntenant_lock: true"));

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void twoInstancesNeverWorkForOneTenantTogetherAndDoEverythingOnce() {
        // At every record that is settled: is its tenant somebody's alone?
        stack.database().execute("create table public.settled (tenant text, alone boolean)");
        stack.database().execute("""
                create function public.watch_tenants() returns trigger language plpgsql as $$
                begin
                  insert into public.settled values (new.tenant, exists (
                    select from bridge.tenant_lease l
                     where l.mapping = new.mapping and l.tenant = new.tenant and l.until > clock_timestamp()));
                  return new;
                end $$
                """);
        stack.database()
                .execute("create trigger watch_tenants after update on bridge.sync_record for each row"
                        + " when (old.lease_until is not null and new.lease_until is null and new.memory <> old.memory"
                        + " and new.mapping = 'agent_jobs') execute function public.watch_tenants()");
        stack.database()
                .execute("insert into agent_jobs (job_type, status, initiated_by)"
                        + " select 'discovery', 'queued', 'tenant ' || n % 5 from generate_series(1, " + ROWS + ") n");
        stack.tell(stack.supabase().ids("agent_jobs").stream()
                .map(id -> new Hint.SupabaseRow("agent_jobs", id))
                .toArray(Hint[]::new));
        Bridge other = stack.openBridge();
        int unused = other.serve(stack.config());
        stack.serve();

        Eventually.until(
                "all are in Zapier",
                Duration.ofSeconds(90),
                () -> stack.table("agent_jobs").records().size() == ROWS);
        stack.awaitAgreement();

        assertThat(stack.zapier().counts().recordsCreated()).isEqualTo(ROWS);
        assertThat(stack.database().rows("select 1 from public.settled where alone"))
                .hasSizeGreaterThanOrEqualTo(ROWS);
        assertThat(stack.database().rows("select tenant from public.settled where not alone"))
                .isEmpty();
        Eventually.until(
                "no lock is left",
                Duration.ofSeconds(20),
                () -> stack.database().rows("select 1 from bridge.tenant_lease").isEmpty());
    }
}
