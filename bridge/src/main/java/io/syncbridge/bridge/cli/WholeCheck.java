package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.check.AddressCheck;
import io.syncbridge.bridge.check.AlertCheck;
import io.syncbridge.bridge.check.Checks;
import io.syncbridge.bridge.check.ClockCheck;
import io.syncbridge.bridge.check.DatabaseCheck;
import io.syncbridge.bridge.check.FeedCheck;
import io.syncbridge.bridge.check.Finding;
import io.syncbridge.bridge.check.GuardCheck;
import io.syncbridge.bridge.check.MappingCheck;
import io.syncbridge.bridge.check.RightsCheck;
import io.syncbridge.bridge.check.SettingsCheck;
import io.syncbridge.bridge.check.TableCheck;
import io.syncbridge.bridge.check.TlsCheck;
import io.syncbridge.bridge.check.WebhookCheck;
import io.syncbridge.bridge.check.ZapierCheck;
import io.syncbridge.bridge.config.AlertText;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.DatabaseAddress;
import io.syncbridge.bridge.config.Mappings;
import io.syncbridge.bridge.config.Packs;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.config.ZapierNames;
import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.setup.WebhookTarget;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.supabase.AuditTable;
import io.syncbridge.bridge.supabase.Columns;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every check in order, as far as what comes before lets the next be asked: without a database no table is looked at. */
final class WholeCheck {
    private final Settings settings;
    private final Optional<PublicAddress> address;
    private final List<TableMapping> mappings;
    private final ZapierNames names;
    private final Checks checks = new Checks();

    WholeCheck(Settings settings) {
        this.settings = settings;
        this.address = settings.get("bridge_url").flatMap(PublicAddress::parse);
        List<String> reportedBySettings = new ArrayList<>();
        this.mappings = new Mappings(reportedBySettings)
                .selected(
                        Packs.chosen(settings, reportedBySettings),
                        settings.get("bridge_mappings").map(Path::of),
                        settings.get("bridge_tables"));
        this.names = ZapierNames.read(settings, mappings, reportedBySettings);
    }

    Checks run() {
        boolean unused = checks.run("settings", new SettingsCheck(settings));
        Optional<CommandZapier> zapier = zapier();
        try {
            Optional<ZapierTablesClient> client = zapier.map(open -> new ZapierTablesClient(open.http()));
            boolean letIn = client.isPresent()
                    && !mappings.isEmpty()
                    && checks.run(
                            "zapier",
                            new ZapierCheck(client.get(), mappings.getFirst().zapierTable()));
            database(client.filter(open -> letIn));
        } finally {
            zapier.ifPresent(CommandZapier::close);
        }
        unused = checks.run(
                "alerts",
                new AlertCheck(AlertText.read(settings, new ArrayList<>()).targets()));
        address.ifPresent(url -> checks.run("address", new AddressCheck(url)));
        return checks;
    }

    private Optional<CommandZapier> zapier() {
        return BridgeConfig.credentials(settings).flatMap(credentials -> {
            try {
                return Optional.of(CommandZapier.open(settings, credentials));
            } catch (ConfigProblems noAddress) {
                return Optional.empty(); // told with the settings
            }
        });
    }

    private void database(Optional<ZapierTablesClient> zapier) {
        Optional<DatabaseAddress> where = settings.get("database_url").flatMap(DatabaseAddress::parse);
        if (where.isEmpty()) {
            return; // told with the settings
        }
        boolean unused = checks.run("database", new TlsCheck(where.get()));
        try (CommandDatabase open = CommandDatabase.open(settings)) {
            Database database = open.database();
            unused = checks.run("database", new DatabaseCheck(where.get(), open.pool()));
            unused = checks.run("database", new RightsCheck(database, mappings));
            for (TableMapping mapping : mappings) {
                table(mapping, database, zapier);
            }
            unused = checks.run(
                    "audit",
                    new GuardCheck(
                            database,
                            mappings.stream()
                                    .map(mapping -> mapping.audit().table().toString())
                                    .distinct()
                                    .toList()));
            Optional<Duration> ahead =
                    zapier.flatMap(client -> client.serverClock().ahead());
            unused = checks.run("clock", new ClockCheck(database, ahead, InstantSource.system()));
        } catch (ConfigProblems unreachable) {
            unreachable.problems().forEach(problem -> checks.add(new Finding.Problem("database", problem)));
        }
    }

    private void table(TableMapping mapping, Database database, Optional<ZapierTablesClient> zapier) {
        String area = mapping.name();
        boolean unused = zapier.isPresent()
                ? checks.run(
                        area,
                        new MappingCheck(
                                mapping,
                                new Linker(database, zapier.get(), names.tables(), names.fields()),
                                known(mapping, database)))
                : checks.run(area, () -> columns(mapping, database));
        unused = checks.run(area, new TableCheck(database, mapping));
        if (mapping.mode() == SyncMode.TWO_WAY) {
            unused = checks.run(area, new WebhookCheck(database, mapping, WebhookTarget.of(settings)));
        }
        unused = checks.run(area, new FeedCheck(database, mapping, address));
    }

    /** What can be said while Zapier cannot be asked. */
    private static List<Finding> columns(TableMapping mapping, Database database) {
        List<String> problems = database.transaction(tx -> {
            List<String> all =
                    new ArrayList<>(Columns.read(tx, mapping.supabase()).problems(mapping));
            all.addAll(AuditTable.problems(tx, mapping));
            return all;
        });
        return problems.isEmpty()
                ? List.of(new Finding.Ok(
                        mapping.name(), mapping.supabase() + " fits; its Zapier table could not be looked at"))
                : problems.stream()
                        .<Finding>map(problem -> new Finding.Problem(
                                mapping.name(), problem.replaceFirst("^" + mapping.name() + ": ", "")))
                        .toList();
    }

    private static Optional<Binding> known(TableMapping mapping, Database database) {
        try {
            return new MappingStates(database).binding(mapping.name());
        } catch (DatabaseException failed) {
            return Optional.empty(); // no schema of ours yet, which is told
        }
    }
}
