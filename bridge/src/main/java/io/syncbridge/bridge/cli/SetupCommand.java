package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigFile;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.config.Packs;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.config.ZapierNames;
import io.syncbridge.bridge.setup.Journal;
import io.syncbridge.bridge.setup.ServiceRole;
import io.syncbridge.bridge.setup.SetupRun;
import io.syncbridge.bridge.zapier.ZapierCredentials;
import io.syncbridge.bridge.zapier.ZapierTableMaker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridgectl setup}. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Puts in place what both sides need: the bridge's own schema and the agent tables where they are missing,"
                    + " webhook triggers in Supabase, tables and fields in Zapier. What is there is adopted. Writes"
                    + " Zapier's ids and missing secrets into the configuration file, and prints what only a person can"
                    + " click, with the text to paste.",
            "Safe to run again at any time."
        })
final class SetupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private CaptureOptions capture = new CaptureOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where Supabase and Zapier reach the bridge, such as https://bridge.example.com (BRIDGE_URL).")
    private Optional<String> url = Optional.empty();

    @Option(names = "--dry-run", description = "Only say what would be done; changes nothing on either side.")
    private boolean dryRun;

    @Option(names = "--print", description = "Only print the webhook triggers' SQL, for running it by hand.")
    private boolean print;

    @Option(
            names = "--write-migrations",
            paramLabel = "DIR",
            description =
                    "Only write the SQL files of the tables into DIR, such as supabase/migrations, and connect to nothing.")
    private Optional<Path> migrations = Optional.empty();

    @Option(
            names = "--print-role",
            paramLabel = "ROLE",
            arity = "0..1",
            fallbackValue = ServiceRole.USUAL,
            description =
                    "Only print the SQL of a database role with exactly the rights that the running bridge needs (usual name:"
                            + " ${FALLBACK-VALUE}), to be run by the tables' owner, and connect to nothing.")
    private Optional<String> role = Optional.empty();

    @Option(names = "--show-secrets", description = "Print secrets where they are to be pasted, not placeholders.")
    private boolean showSecrets;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = config.settings();
        CaptureSetup wanted = capture.wanted(settings);
        if (wanted.isOnlyPrinted()) {
            out.print(wanted.sql());
            out.flush();
            return 0;
        }
        Optional<PublicAddress> address = address(settings);
        List<String> problems = new ArrayList<>();
        List<String> packs = Packs.chosen(settings, problems);
        List<TableMapping> mappings = new Mappings(problems)
                .selected(packs, settings.get("bridge_mappings").map(Path::of), settings.get("bridge_tables"));
        ZapierNames names = ZapierNames.read(settings, mappings, problems);
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        if (role.isPresent()) {
            out.print(role(role.get(), mappings));
            out.flush();
            return 0;
        }
        if (migrations.isPresent()) {
            out.println(new WrittenMigrations(migrations.get()).write(Packs.withMigrations(packs)));
            out.flush();
            return 0;
        }
        if (print) {
            out.print(new PrintedWebhooks(settings, address, showSecrets).sql(mappings));
            out.flush();
            return 0;
        }
        Journal journal = new Journal(out, dryRun);
        try (CommandDatabase database = CommandDatabase.open(settings)) {
            new MigrationSetup(packs, database).apply(journal);
            SetupRun run = new SetupRun(
                    database.database(), mappings, settings, config.file().map(ConfigFile::new), journal);
            Settings known = run.remember(address);
            run.supabase();
            capture(wanted, database, journal);
            out.flush();
            Map<String, String> tables = zapier(run, known, names, journal);
            return end(journal, run.zapSteps(tables, showSecrets));
        }
    }

    private static String role(String name, List<TableMapping> mappings) throws ConfigProblems {
        try {
            return new ServiceRole(name, mappings).sql();
        } catch (IllegalArgumentException refused) {
            throw new ConfigProblems(List.of("--print-role: " + refused.getMessage()));
        }
    }

    private Optional<PublicAddress> address(Settings settings) throws ConfigProblems {
        Optional<String> text = url.or(() -> settings.get("bridge_url"));
        Optional<PublicAddress> address = text.flatMap(PublicAddress::parse);
        if (text.isPresent() && address.isEmpty()) {
            throw new ConfigProblems(List.of((url.isPresent() ? "--url" : "BRIDGE_URL") + " must be "
                    + PublicAddress.FORM + ", not " + text.get()));
        }
        return address;
    }

    private void capture(CaptureSetup wanted, CommandDatabase database, Journal journal) {
        if (wanted.mappings().isEmpty()) {
            return;
        }
        if (journal.isDryRun()) {
            wanted.mappings()
                    .forEach(mapping -> journal.changed(
                            "",
                            wanted.install() ? "would capture" : "would no longer capture",
                            "changes of " + mapping.supabase()));
            return;
        }
        try {
            wanted.apply(database.database(), spec.commandLine().getOut());
        } catch (ConfigProblems problems) {
            problems.problems().forEach(journal::problem);
        }
    }

    private static Map<String, String> zapier(SetupRun run, Settings settings, ZapierNames names, Journal journal)
            throws ConfigProblems, IOException {
        Optional<ZapierCredentials> credentials = BridgeConfig.credentials(settings);
        if (credentials.isEmpty()) {
            journal.left(
                    "no Zapier credentials, so Zapier's tables were not looked at: set ZAPIER_CREDENTIALS_CLIENT_ID"
                            + " and ZAPIER_CREDENTIALS_CLIENT_SECRET (npx zapier-sdk create-client-credentials), then run setup"
                            + " again");
            return Map.of();
        }
        try (CommandZapier zapier = CommandZapier.open(settings, credentials.get())) {
            return run.zapier(new ZapierTablesClient(zapier.http()), new ZapierTableMaker(zapier.http()), names);
        }
    }

    private int end(Journal journal, List<String> zaps) {
        PrintWriter out = spec.commandLine().getOut();
        if (!journal.left().isEmpty() || !zaps.isEmpty()) {
            out.println();
            out.println("Left for you to do" + (zaps.isEmpty() ? ":" : " (Zaps that exist already stay as they are):"));
            journal.left().forEach(line -> out.println("  - " + line));
            zaps.forEach(line -> out.println("  " + line));
            out.println();
        }
        if (journal.changes() == 0) {
            out.println("nothing changed" + (journal.problems().isEmpty() ? ", everything is in place" : ""));
        } else {
            out.println(
                    dryRun
                            ? "dry run: " + journal.changes() + " changes to make, none made"
                            : journal.changes() + " changes made");
        }
        out.flush();
        if (!journal.problems().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("Not done:");
            journal.problems().forEach(problem -> err.println("  - " + problem));
            err.flush();
            return 1;
        }
        return 0;
    }
}
