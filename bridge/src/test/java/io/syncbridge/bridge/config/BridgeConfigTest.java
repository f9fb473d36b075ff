package io.syncbridge.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.syncbridge.bridge.sync.RetryLimits;
import io.syncbridge.bridge.zapier.RateLimit;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.bridge.zapier.ZapierCredentials;
import io.syncbridge.mapping.QuietHours;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BridgeConfigTest {
    private static final String OWN = """
            name: agent_jobs
            supabase: public.my_jobs
            fields:
              id: uuid
              title: text
            """;

    @TempDir
    private Path folder;

    @Test
    void theLeastThatIsNeededIsEnough() throws ConfigProblems {
        BridgeConfig config = read(Map.of());

        assertThat(config.zapierUrl()).hasToString("https://zapier.com/");
        assertThat(config.bind()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.zapierTables()).isEmpty();
        assertThat(config.mappings())
                .extracting(TableMapping::name)
                .containsExactly("agent_jobs", "agent_decisions", "audit_log", "rate_limits");
    }

    @Test
    void retriesAndTheRateLimitHaveDefaultsAndCanBeSet() throws ConfigProblems {
        assertThat(read(Map.of()).retries()).isEqualTo(RetryLimits.DEFAULT);
        assertThat(read(Map.of()).rateLimit()).contains(RateLimit.DEFAULT);
        assertThat(read(Map.of("ZAPIER_RATE_LIMIT", "OFF")).rateLimit()).isEmpty();
        assertThat(read(Map.of("ZAPIER_RATE_LIMIT", "450/60s")).rateLimit())
                .contains(new RateLimit(450, Duration.ofMinutes(1)));
        assertThat(read(Map.of("BRIDGE_RETRY_ATTEMPTS", "7", "BRIDGE_RETRY_REACH", "2h"))
                        .retries())
                .isEqualTo(new RetryLimits(7, Duration.ofHours(2)));
    }

    @Test
    void aTableMayHaveAttemptsOfItsOwn() throws ConfigProblems {
        BridgeConfig config = read(Map.of("BRIDGE_RETRY_ATTEMPTS_AGENT_JOBS", "5", "BRIDGE_RETRY_REACH", "2h"));

        assertThat(config.retries("agent_jobs")).isEqualTo(new RetryLimits(5, Duration.ofHours(2)));
        assertThat(config.retries("rate_limits"))
                .isEqualTo(new RetryLimits(RetryLimits.DEFAULT.attempts(), Duration.ofHours(2)));
        assertThat(problems(Map.of("BRIDGE_RETRY_ATTEMPTS_AGENT_JOBS", "none")))
                .singleElement()
                .asString()
                .contains("BRIDGE_RETRY_ATTEMPTS_AGENT_JOBS", "none");
    }

    @Test
    void tenantsMayHaveQuietHours() throws ConfigProblems {
        assertThat(read(Map.of()).tenantQuiet()).isEmpty();
        Map<String, QuietHours> quiet = read(Map.of(
                        "BRIDGE_PACKS",
                        "control-plane",
                        "BRIDGE_TENANT_QUIET_HOURS",
                        "acme=22:00-06:00 Europe/Berlin; 5F0C954E-7d3c-4c3b-9d1e-2f6a8b0c1d2e = 12:00-13:00 UTC;"
                                + " acme=sun 00:00-24:00 UTC;"))
                .tenantQuiet();

        assertThat(quiet).containsOnlyKeys("acme", "5f0c954e-7d3c-4c3b-9d1e-2f6a8b0c1d2e");
        assertThat(quiet.get("acme"))
                .satisfies(hours -> assertThat(hours.windows()).hasSize(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acme 22:00-06:00 UTC | control-plane | must be like acme=22:00-06:00 Europe/Berlin",
                "acme=22:00-06:00     | control-plane | tenant acme: must be like 22:00-06:00 Europe/Berlin",
                "acme=22:00-06:00 UTC | agent-tables  | no mapping says whose its records are",
            })
    void quietHoursOfTenantsThatCannotBeMeantAreReported(String text, String pack, String problem) {
        assertThat(problems(Map.of("BRIDGE_TENANT_QUIET_HOURS", text, "BRIDGE_PACKS", pack)))
                .singleElement()
                .asString()
                .contains("BRIDGE_TENANT_QUIET_HOURS", problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"450", "0/10s", "60/10", "60/100ms", "60/25h", "-1/10s", "9999999/10s", "fast"})
    void aRateLimitThatIsNoneIsReported(String text) {
        assertThat(problems(Map.of("ZAPIER_RATE_LIMIT", text)))
                .singleElement()
                .asString()
                .contains("ZAPIER_RATE_LIMIT", "60/10s", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1000000"})
    void attemptsThatAreNoneAreReported(String text) {
        assertThat(problems(Map.of("BRIDGE_RETRY_ATTEMPTS", text)))
                .singleElement()
                .asString()
                .contains("BRIDGE_RETRY_ATTEMPTS", text);
    }

    @Test
    void allProblemsAreReportedAtOnceWithWhatToDo() {
        assertThat(problems(Map.of(
                        "DATABASE_URL", "",
                        "ZAPIER_CREDENTIALS", "",
                        "SUPABASE_WEBHOOK_SECRET", "",
                        "ZAPIER_WEBHOOK_SECRET", "",
                        "ZAPIER_BASE_URL", "not an address",
                        "BRIDGE_LEASE", "soon",
                        "BRIDGE_PORT", "http",
                        "BRIDGE_TABLES", "agent_jobs,nonsense",
                        "ZAPIER_TABLE_AGENT_JOBS", "my table",
                        "BRIDGE_MAPPINGS", folder.resolve("missing").toString())))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("DATABASE_URL is not set")
                                .contains("postgres://user:"),
                        line -> assertThat(line).startsWith("ZAPIER_BASE_URL is not an address"),
                        line -> assertThat(line)
                                .startsWith("no Zapier credentials")
                                .contains("ZAPIER_CREDENTIALS"),
                        line -> assertThat(line).startsWith("SUPABASE_WEBHOOK_SECRET is not set"),
                        line -> assertThat(line).startsWith("ZAPIER_WEBHOOK_SECRET is not set"),
                        line -> assertThat(line).startsWith("BRIDGE_LEASE must be a duration"),
                        line -> assertThat(line).startsWith("BRIDGE_PORT must be a number"),
                        line -> assertThat(line).contains("'nonsense'").contains("agent_decisions"),
                        line -> assertThat(line).startsWith("ZAPIER_TABLE_AGENT_JOBS must be"),
                        line -> assertThat(line).startsWith("BRIDGE_MAPPINGS").contains("missing"));
    }

    @Test
    void noSecretIsInAnyMessageOrText() throws ConfigProblems {
        String hush = "hush-hush";
        List<String> problems = problems(Map.of(
                "DATABASE_URL", "mysql://u:" + hush + "@h/db",
                "ZAPIER_CREDENTIALS", hush + "ä",
                "SUPABASE_WEBHOOK_SECRET", hush + "ä",
                "ZAPIER_WEBHOOK_SECRET", "whsec_" + hush + "!"));
        BridgeConfig config = read(Map.of(
                "DATABASE_URL", "postgres://u:" + hush + "@h/db?password=" + hush,
                "ZAPIER_CREDENTIALS", hush,
                "SUPABASE_WEBHOOK_SECRET", hush,
                "ZAPIER_WEBHOOK_SECRET", hush));

        assertThat(problems)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(line -> assertThat(line).doesNotContain(hush));
        assertThat(config.toString()).doesNotContain(hush);
    }

    @Test
    void aTokenThatNoHeaderCanCarryIsAProblem() {
        assertThat(problems(Map.of("ZAPIER_CREDENTIALS", "tök")))
                .singleElement()
                .asString()
                .startsWith("ZAPIER_CREDENTIALS");
    }

    @Test
    void aReadyTokenIsPreferredToAClient() throws ConfigProblems {
        Map<String, String> client =
                Map.of("ZAPIER_CREDENTIALS_CLIENT_ID", "id", "ZAPIER_CREDENTIALS_CLIENT_SECRET", "s");
        assertThat(read(client).credentials()).isEqualTo(new ZapierCredentials.Token(new Secret("tok")));

        Map<String, String> only = new HashMap<>(client);
        only.put("ZAPIER_CREDENTIALS", " ");
        assertThat(read(only).credentials()).isEqualTo(new ZapierCredentials.Client("id", new Secret("s")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZAPIER_CREDENTIALS_CLIENT_ID", "ZAPIER_CREDENTIALS_CLIENT_SECRET"})
    void halfAClientIsNoCredential(String half) {
        assertThat(problems(Map.of("ZAPIER_CREDENTIALS", "", half, "x")))
                .singleElement()
                .asString()
                .startsWith("no Zapier credentials");
    }

    @Test
    void twoSecretsAreValidWhileOneIsBeingReplaced() throws ConfigProblems {
        BridgeConfig config = read(Map.of("SUPABASE_WEBHOOK_SECRET", " old , new ,"));

        assertThat(config.security().secretsOf(Side.SUPABASE)).hasSize(2);
        assertThat(config.security().secretsOf(Side.ZAPIER)).hasSize(1);
    }

    @Test
    void threeSecretsAreAProblem() {
        assertThat(problems(Map.of("SUPABASE_WEBHOOK_SECRET", "a,b,c"))).hasSize(1);
    }

    @Test
    void withoutAuthenticationSecretsAreNotAskedFor() throws ConfigProblems {
        Settings settings = Settings.of(Map.of("DATABASE_URL", "postgres://u:p@h/db", "ZAPIER_CREDENTIALS", "tok"));

        assertThat(BridgeConfig.read(settings, true).security().openToAll()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"5s,PT5S", "5000ms,PT5S", "2m,PT2M", "1h,PT1H", "90s,PT1M30S"})
    void aLeaseIsADuration(String text, Duration lease) throws ConfigProblems {
        assertThat(read(Map.of("BRIDGE_LEASE", text)).lease()).isEqualTo(lease);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4s", "0s", "4999ms", "30", "-5s", "5 s", "1d", "9999999h"})
    void aLeaseThatIsTooShortOrNoDurationIsOneProblem(String text) {
        assertThat(problems(Map.of("BRIDGE_LEASE", text)))
                .singleElement()
                .asString()
                .startsWith("BRIDGE_LEASE must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "65535"})
    void aPortIsFrom0To65535(String text) throws ConfigProblems {
        assertThat(read(Map.of("BRIDGE_PORT", text)).port()).isEqualTo(Integer.parseInt(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "80a", "99999999999", "8080.0"})
    void anyOtherPortIsAProblem(String text) {
        assertThat(problems(Map.of("BRIDGE_PORT", text)))
                .containsExactly("BRIDGE_PORT must be a number from 0 to 65535, not " + text);
    }

    @Test
    void tablesAreChosenByNameInTheOrderGivenAndOnceEach() throws ConfigProblems {
        assertThat(read(Map.of("BRIDGE_TABLES", "rate_limits, agent_jobs ,rate_limits,"))
                        .mappings())
                .extracting(TableMapping::name)
                .containsExactly("rate_limits", "agent_jobs");
    }

    @Test
    void packsAreChosenByNameAndEveryFileOfThemIsAMapping() throws ConfigProblems {
        List<TableMapping> all = read(Map.of("BRIDGE_PACKS", "control-plane, autonomous-agent,agent-tables"))
                .mappings();

        assertThat(all).hasSize(4 + 14 + 8);
        assertThat(all).extracting(TableMapping::supabase).doesNotHaveDuplicates();
        assertThat(all)
                .filteredOn(mapping -> mapping.tenant().isEmpty())
                .extracting(TableMapping::name)
                .containsExactly("agent_jobs", "agent_decisions", "audit_log", "rate_limits", "system_config");
        assertThat(read(Map.of("BRIDGE_PACKS", "control-plane", "BRIDGE_TABLES", "outbox"))
                        .mappings())
                .extracting(TableMapping::name)
                .containsExactly("outbox");
    }

    @Test
    void aPackThatThereIsNotIsReportedWithThoseThatThereAre() {
        assertThat(problems(Map.of("BRIDGE_PACKS", "control-plain,control-plane")))
                .containsExactly("BRIDGE_PACKS names 'control-plain', but the packs are agent-tables,"
                        + " autonomous-agent, control-plane");
    }

    @Test
    void twoMappingsOfOneTableAreAProblem() throws Exception {
        Files.writeString(folder.resolve("trail.yaml"), "name: trail\nsupabase: public.audit_log\nfields: {id: uuid}");

        assertThat(problems(Map.of("BRIDGE_MAPPINGS", folder.toString())))
                .containsExactly("mappings 'audit_log' and 'trail' are both of table public.audit_log; name only one of"
                        + " them in BRIDGE_TABLES, or correct 'supabase' in one");
        assertThat(read(Map.of("BRIDGE_MAPPINGS", folder.toString(), "BRIDGE_TABLES", "trail"))
                        .mappings())
                .hasSize(1);
    }

    @Test
    void choosingNoTableAtAllIsAProblem() {
        assertThat(problems(Map.of("BRIDGE_TABLES", ",")))
                .singleElement()
                .asString()
                .startsWith("BRIDGE_TABLES");
    }

    @Test
    void aTablesUlidIsTakenFromItsOwnSetting() throws ConfigProblems {
        String ulid = "01HTABLE000000000000000000";

        assertThat(read(Map.of("ZAPIER_TABLE_AGENT_JOBS", ulid)).zapierTables()).isEqualTo(Map.of("agent_jobs", ulid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs.yaml", "jobs.yml"})
    void aUsersOwnFileReplacesAShippedOne(String name) throws Exception {
        write(name, OWN);
        write("notes.txt", "no mapping");

        List<TableMapping> mappings =
                read(Map.of("BRIDGE_MAPPINGS", folder.toString())).mappings();

        assertThat(mappings).hasSize(4);
        assertThat(mappings.getFirst().supabase()).hasToString("public.my_jobs");
    }

    @Test
    void aUsersOwnTableJoinsTheShippedOnes() throws Exception {
        write("more.yaml", OWN.replace("agent_jobs", "more"));

        assertThat(read(Map.of("BRIDGE_MAPPINGS", folder.toString())).mappings())
                .hasSize(5);
    }

    @Test
    void twoFilesForOneTableAreAProblem() throws IOException {
        write("a.yaml", OWN);
        write("b.yaml", OWN);

        assertThat(problems(Map.of("BRIDGE_MAPPINGS", folder.toString())))
                .singleElement()
                .asString()
                .contains("a.yaml")
                .contains("b.yaml")
                .contains("agent_jobs");
    }

    @Test
    void everyBrokenFileIsNamedWithThePlace() throws IOException {
        write("a.yaml", "name: a\nfields:\n  id: hologram\n");
        write("b.yaml", "name: b\nfields: [\n");
        Files.write(folder.resolve("c.yaml"), "name: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        write("d.yaml", "");

        assertThat(problems(Map.of("BRIDGE_MAPPINGS", folder.toString())))
                .anySatisfy(line -> assertThat(line).contains("a.yaml, line 3, fields.id"))
                .anySatisfy(line -> assertThat(line).contains("b.yaml, line "))
                .anySatisfy(line -> assertThat(line).contains("c.yaml").contains("UTF-8"))
                .anySatisfy(line -> assertThat(line).contains("d.yaml"));
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        Path file = write("bridge.yaml", """
                database_url: postgres://u:p@file/db
                zapier_credentials: tok
                supabase_webhook_secret: s
                ZAPIER_WEBHOOK_SECRET: s
                bridge_port: 9090
                bridge_lease: 40s
                """);

        BridgeConfig config = BridgeConfig.read(
                Settings.of(file, Map.of("DATABASE_URL", "postgres://u:p@env/db", "BRIDGE_LEASE", "50s")), false);

        assertThat(config.database()).hasToString("jdbc:postgresql://env/db");
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(50));
        assertThat(config.port()).isEqualTo(9090);
    }

    /** Most start-up scripts pass every variable through, set or not. */
    @Test
    void anEmptyVariableDoesNotHideTheFile() throws IOException {
        Path file = write("bridge.yaml", "bridge_port: 9090");

        assertThat(Settings.of(file, Map.of("BRIDGE_PORT", " ")).get("bridge_port"))
                .contains("9090");
    }

    @Test
    void aNameWithoutValueCountsAsNotSet() throws IOException {
        Path file = write("bridge.yaml", "bridge_tables:\nbridge_mappings: ~\nbridge_bind: ''\n");
        Settings settings = Settings.of(file, Map.of());

        assertThat(settings.get("bridge_tables")).isEmpty();
        assertThat(settings.get("bridge_mappings")).isEmpty();
        assertThat(settings.get("bridge_bind")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0777", "1e5", "1_000", "0x1F", "007", "1.10", "true", "yes", "12345678901234567890123"})
    void aSecretThatLooksLikeANumberIsTakenAsWritten(String text) throws IOException {
        Path file = write("bridge.yaml", "zapier_webhook_secret: " + text);

        assertThat(Settings.of(file, Map.of()).get("zapier_webhook_secret")).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zapier_credentials: hush: hush",
                "zapier_credentials: \"hush",
                "zapier_credentials: {a: hush}",
                "- hush",
                "hush",
                ""
            })
    void aFileThatCannotBeReadIsNamedWithoutShowingWhatItHolds(String text) throws IOException {
        Path file = write("bridge.yaml", text);

        IOException failure = catchThrowableOfType(IOException.class, () -> Settings.of(file, Map.of()));

        assertThat(failure).hasMessageContaining("bridge.yaml");
        assertThat(String.valueOf(failure.getMessage())).doesNotContain("hush").doesNotContain("\n");
    }

    @Test
    void aFileThatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> Settings.of(folder.resolve("bridge.yaml"), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot read")
                .hasMessageContaining("bridge.yaml");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static BridgeConfig read(Map<String, String> more) throws ConfigProblems {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_URL", "postgres://u:p@h/db",
                "ZAPIER_CREDENTIALS", "tok",
                "SUPABASE_WEBHOOK_SECRET", "s",
                "ZAPIER_WEBHOOK_SECRET", "s"));
        environment.putAll(more);
        return BridgeConfig.read(Settings.of(environment), false);
    }

    private static List<String> problems(Map<String, String> more) {
        return catchThrowableOfType(ConfigProblems.class, () -> read(more)).problems();
    }
}
