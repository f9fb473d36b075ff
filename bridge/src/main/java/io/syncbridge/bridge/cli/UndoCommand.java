package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.BothSides;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.history.AuditHistory;
import io.syncbridge.bridge.history.AuditedChange;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.bridge.undo.UndoRun;
import io.syncbridge.bridge.undo.UndoTarget;
import io.syncbridge.mapping.TableMapping;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bridgectl undo}: what the bridge overwrote comes back, except where somebody changed it since. */
@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description =
                "Writes back what the bridge overwrote: in Supabase at once, in Zapier by a running bridge. Fields that"
                        + " somebody changed since, on either side, are spared and listed. Running it twice changes nothing more; an"
                        + " undo has a sync id of its own, and can be undone by it. Try --dry-run first. Exit code 1 when something is"
                        + " left to do.")
final class UndoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--sync-id",
            paramLabel = "ID",
            description = "One sync, or one undo, as why and audit rows name it.")
    private Optional<String> syncId = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "T",
            converter = MomentOption.class,
            description = "All syncs from this moment on: 2026-11-21T16:00:00Z, or 2h for two hours ago.")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "T",
            converter = MomentOption.class,
            description = "With --since: only those before this moment (default: now).")
    private Optional<Instant> until = Optional.empty();

    @Option(names = "--table", paramLabel = "TABLE", description = "One mapping only (default: all).")
    private Optional<String> table = Optional.empty();

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        if (syncId.isPresent() == since.isPresent() || (until.isPresent() && since.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), "say what to undo: --sync-id ID, or --since T with or without --until T");
        }
        BridgeConfig settings = BridgeConfig.read(config.settings(), true);
        List<TableMapping> mappings = ChosenMappings.of(spec.commandLine(), settings, table);
        try (CommandDatabase database = CommandDatabase.open(config.settings());
                BothSides sides = new BothSides(settings, database.database())) {
            UndoTarget target = target(database.database());
            UndoReport report = new UndoReport(target, dryRun);
            boolean any = false;
            for (TableMapping mapping : mappings) {
                List<AuditedChange> rows = target.rows(new AuditHistory(mapping, database.database()));
                if (!rows.isEmpty()) {
                    any = true;
                    run(sides, mapping, target, rows, report);
                }
            }
            if (!any) {
                spec.commandLine().getErr().println(nothing());
                return 1;
            }
            report.print(spec.commandLine().getOut(), json.isWanted());
            return report.isAnythingLeft() ? 1 : 0;
        }
    }

    private UndoTarget target(Database database) {
        if (syncId.isPresent()) {
            return new UndoTarget.Sync(syncId.get());
        }
        // The rows carry the database's times, so "now" is its now.
        Instant now = database.transaction(tx -> tx.first(
                        "select clock_timestamp() as now",
                        row -> Tx.instant(row, "now").orElseThrow()))
                .orElseThrow();
        Instant end = until.orElse(now);
        if (!since.orElseThrow().isBefore(end)) {
            throw new ParameterException(spec.commandLine(), "--since must be before --until");
        }
        return new UndoTarget.Window(since.get(), end);
    }

    private void run(
            BothSides sides, TableMapping mapping, UndoTarget target, List<AuditedChange> rows, UndoReport report) {
        switch (sides.link(mapping)) {
            case Linker.Outcome.Linked linked ->
                new UndoRun(linked.link(), sides.database(), sides.zapier(), target, dryRun)
                        .run(rows, report::add)
                        .ifPresent(reason -> report.trouble(mapping.name() + ": " + reason));
            case Linker.Outcome.Faulty faulty -> report.trouble(String.join("; ", faulty.problems()));
            case Linker.Outcome.Unreachable away -> report.trouble(mapping.name() + ": " + away.reason());
        }
    }

    private String nothing() {
        return syncId.map(
                        id -> "No audit row" + table.map(name -> " of " + name).orElse("") + " has the sync id " + id
                                + ". ./bridgectl why TABLE ID shows a record's sync ids; what retention removed, or this"
                                + " database role may not read, cannot be undone.")
                .orElse("The audit trail tells of no sync in this time, or this database role may not read it.");
    }
}
