package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.zapier.ApiAnswer;
import io.syncbridge.fixtures.zapier.Fault;
import io.syncbridge.fixtures.zapier.SimTable;
import io.syncbridge.fixtures.zapier.WebhookDisturbance;
import io.syncbridge.webhooks.Hint;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one side cannot take is set aside with the reason; everything else goes on, and a correction heals it. */
@Execution(ExecutionMode.CONCURRENT)
final class RefusalsTest {

    private static final int MANY = 100;

    private final TestStack stack = TestStack.resting();
    private final SimTable jobs = stack.table("agent_jobs");

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aChoiceThatSupabaseDoesNotKnow() {
        assertSetAsideUntilCorrected("status", "paused", "running", "paused");
    }

    @Test
    void aTextThatIsTooLongForItsColumn() {
        assertSetAsideUntilCorrected("initiated_by", "x".repeat(101), "x".repeat(100), "101");
    }

    @Test
    void aNumberThatIsTooBigForItsColumn() {
        assertSetAsideUntilCorrected("retry_count", 2_147_483_648L, 2_147_483_647L, "2147483648");
    }

    @Test
    void aNumberThatIsNotWhole() {
        assertSetAsideUntilCorrected("retry_count", 1.5, 1, "1.5");
    }

    @Test
    void aTextWithACharacterThatPostgresCannotStore() {
        assertSetAsideUntilCorrected("error_message", "a\0b", "ab", "error_message");
    }

    @Test
    void aConfidenceAboveOne() {
        stack.serve();
        var decisions = stack.table("agent_decisions");
        var decision = decisions.create(Map.of(
                "lead_id", SupabaseRows.NO_SUCH_LEAD,
                "decision_type", "scoring",
                "agent_name", "scorer",
                "agent_type", "council",
                "decision", "qualified",
                "confidence", 1.5));

        assertThat(stack.awaitParked("agent_decisions")).contains("confidence ").contains("1.5");
        decisions.update(decision.id(), Map.of("confidence", 1));
        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_decisions")).isOne();
    }

    @Test
    void aRequiredCellThatIsEmpty() {
        stack.serve();
        var job = jobs.create(Map.of("status", "queued"));

        assertThat(stack.awaitParked("agent_jobs")).contains("job_type ").contains("required");
        jobs.update(job.id(), Map.of("job_type", "manual"));
        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isOne();
    }

    @Test
    void aConstraintOfTheUsersOwnIsNamedAndHoldsUpNobodyElse() {
        stack.database()
                .execute(
                        "alter table agent_jobs add constraint no_night_shift check (initiated_by is distinct from 'night')");
        stack.serve();
        var bad = jobs.create(Map.of("job_type", "manual", "status", "queued", "initiated_by", "night"));
        jobs.create(Map.of("job_type", "manual", "status", "queued", "initiated_by", "day"));

        assertThat(stack.awaitParked("agent_jobs")).contains("no_night_shift");
        assertThat(stack.supabase().count("agent_jobs")).isOne();
        assertThat(stack.audit().called("sync_failed").only().metadata().toString())
                .contains("no_night_shift");

        jobs.update(bad.id(), Map.of("initiated_by", "day"));
        stack.awaitAgreement();
        assertThat(stack.supabase().count("agent_jobs")).isEqualTo(2);
    }

    @Test
    void aTriggerOfTheUsersOwnThatRefusesIsAReasonToo() {
        stack.database().execute("""
                create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'no jobs on sundays'; end $$;
                create trigger refuse before insert on agent_jobs for each row
                  when (new.initiated_by = 'sunday') execute function refuse();
                """);
        stack.serve();
        jobs.create(Map.of("job_type", "manual", "status", "queued", "initiated_by", "sunday"));

        assertThat(stack.awaitParked("agent_jobs")).contains("no jobs on sundays");
    }

    @Test
    void aBadRecordAmongAHundredNewOnesIsSetAsideAndTheOthersPass() {
        insertMany();
        var faults = stack.zapier().faults();
        // The whole call is refused for one record's sake: the first, so every first half is refused down to it alone.
        faults.beforeNext("POST", "/records/query", () -> faults.next(7, "POST", "/records", refused()));
        tellMany();

        stack.bridge().drain();

        assertThat(stack.parked("agent_jobs"))
                .hasSize(1)
                .first()
                .satisfies(parked -> assertThat(parked.reason()).contains("Labeled string"));
        assertThat(jobs.records()).hasSize(MANY - 1);
        assertThat(stack.audit().called("sync_failed").entries()).hasSize(1);
        assertThat(stack.audit().called("agent_job_synced").entries()).hasSize(MANY - 1);
    }

    @Test
    void aBadRecordAmongAHundredNewOnesIsSetAsideAlsoWhenTheAnswerForTheOtherHalfIsLost() {
        insertMany();
        var faults = stack.zapier().faults();
        // The whole call is refused; its first half is made but nobody is told; the second is refused down to one.
        faults.beforeNext("POST", "/records/query", () -> {
            faults.next("POST", "/records", refused());
            faults.next("POST", "/records", Fault.statusAfterApplying(500));
            faults.next(6, "POST", "/records", refused());
        });
        tellMany();
        stack.bridge().drain();
        assertThat(stack.parked("agent_jobs")).hasSize(1);

        // The first sweep tries the bad one again, and nobody refuses it any more.
        stack.serve();
        stack.awaitQuiet();

        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(jobs.records()).hasSize(MANY);
        assertThat(stack.zapier().counts().recordsCreated())
                .as("none is made twice")
                .isEqualTo(MANY);
    }

    @Test
    void aBadRecordAmongAHundredChangedOnesIsSetAsideAndTheOthersPass() {
        insertMany();
        tellMany();
        stack.bridge().drain();
        stack.database().execute("update agent_jobs set status = 'running'");
        stack.zapier().faults().next(7, "PATCH", "/records", refused());
        tellMany();

        stack.bridge().drain();

        assertThat(stack.parked("agent_jobs")).hasSize(1);
        assertThat(jobs.recordsWhere("status", "running")).hasSize(MANY - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aValueThatZapierRefusesForOneRecordIsSetAsideAloneAndHealsWithTheNextEdit(boolean echoFirst) {
        stack.serve();
        stack.zapier().faults().deliverBeforeAnswer(echoFirst);
        String id = stack.supabase().insertJob("queued");
        String other = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.recordsWhere("id", id).getFirst().id();
        String cell = jobs.key("error_message");
        stack.zapier().faults().next(100, "PATCH", "/records", new Fault.RecordError(record, cell, "Too rude"));

        stack.database().execute("update agent_jobs set error_message = 'damn'");

        assertThat(stack.awaitParked("agent_jobs")).contains("Too rude");
        assertThat(jobs.text(jobs.recordsWhere("id", other).getFirst(), "error_message"))
                .contains("damn");
        long calls = stack.zapier().counts().updates();
        assertThat(calls).as("not tried for ever").isLessThan(10);
        assertThat(stack.audit().called("sync_failed").entries()).hasSize(1);

        stack.zapier().faults().clear();
        stack.supabase().update("agent_jobs", id, "error_message", "oh dear");
        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    @Test
    void anErrorThatAnotherWriterLeftInAnotherCellIsNotOurs() {
        stack.serve();
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        new OtherClient(stack.zapier()).patch(jobs.id(), record, jobs.key("retry_count"), "many");
        stack.awaitQuiet();
        assertThat(jobs.records().getFirst().errors()).isNotEmpty();
        // Else our own webhook has the record looked at again, which hides the mistake.
        stack.zapier().faults().disturbWebhooks(WebhookDisturbance.dropAll());

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("running");
        assertThat(stack.audit().called("sync_failed").entries()).isEmpty();
    }

    @Test
    void aRecordDeletedWhileItIsBeingChangedIsMadeAgain() {
        stack.serve();
        String id = stack.supabase().insertJob("queued");
        stack.awaitAgreement();
        String record = jobs.records().getFirst().id();
        stack.zapier().faults().beforeNext("PATCH", "/records", () -> jobs.delete(record));

        stack.supabase().update("agent_jobs", id, "status", "running");

        stack.awaitAgreement();
        assertThat(jobs.records()).hasSize(1);
        assertThat(jobs.records().getFirst().id()).isNotEqualTo(record);
        assertThat(jobs.text(jobs.records().getFirst(), "status")).contains("running");
    }

    @Test
    void oneRecordDeletedAmongAHundredChangedOnesHoldsUpNone() {
        insertMany();
        tellMany();
        stack.bridge().drain();
        stack.database().execute("update agent_jobs set status = 'running'");
        String record = jobs.records().get(MANY / 3).id();
        stack.zapier().faults().beforeNext("PATCH", "/records", () -> jobs.delete(record));
        tellMany();
        stack.bridge().drain();
        stack.serve();

        stack.awaitAgreement();
        assertThat(jobs.recordsWhere("status", "running")).hasSize(MANY);
        assertThat(stack.parked("agent_jobs")).isEmpty();
    }

    private void insertMany() {
        stack.database()
                .execute(
                        "insert into agent_jobs (job_type, status) select 'discovery', 'queued' from generate_series(1, "
                                + MANY + ")");
    }

    private void tellMany() {
        stack.tell(stack.supabase().ids("agent_jobs").stream()
                .map(id -> new Hint.SupabaseRow("agent_jobs", id))
                .toArray(Hint[]::new));
    }

    private static Fault refused() {
        return new Fault.Refuse(new ApiAnswer(
                400,
                Map.of(),
                "{\"errors\": [{\"code\": \"invalid\", \"detail\": \"Labeled string must have a value key\"}]}"));
    }

    private void assertSetAsideUntilCorrected(String field, Object bad, Object good, String shown) {
        stack.serve();
        String id = UUID.randomUUID().toString();
        var job = jobs.create(Map.of("id", id, "job_type", "manual", field, bad));

        assertThat(stack.awaitParked("agent_jobs")).contains(field + " ").contains(shown);
        assertThat(stack.supabase().count("agent_jobs")).isZero();

        jobs.update(job.id(), Map.of(field, good));
        stack.awaitAgreement();
        assertThat(stack.parked("agent_jobs")).isEmpty();
        assertThat(stack.supabase().value("agent_jobs", id, field)).isEqualTo(Optional.of(good.toString()));
    }
}
