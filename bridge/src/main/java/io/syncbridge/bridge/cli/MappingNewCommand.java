package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.draft.MappingDraft;
import io.syncbridge.bridge.draft.TableShape;
import io.syncbridge.bridge.zapier.ZapierCredentials;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.MappingYaml;
import io.syncbridge.mapping.MappingProblem;
import io.syncbridge.mapping.MappingResult;
import io.syncbridge.mapping.SupabaseTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridgectl mapping new}. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description =
                "Drafts the mapping file of a table from the database's schema, and from the Zapier table's fields where"
                        + " Zapier can be reached. Changes nothing on either side.")
final class MappingNewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "TABLE", description = "The table in Supabase, as schema.table or table.")
    private String table = "";

    @Option(
            names = "--zapier",
            paramLabel = "NAME_OR_ID",
            description = "The Zapier table's name or ULID (default: the table's name).")
    private Optional<String> zapier = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write it there, and the JSON Schema beside it where it is missing; nothing is ever overwritten.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        TableShape shape = shape(settings);
        ZapierLook.Found found = zapier(settings, zapier.orElse(shape.table().name()));
        String yaml = new MappingDraft(shape, found.name(), found.fields()).yaml();
        if (MappingYaml.read("the draft", yaml) instanceof MappingResult.Faulty faulty) {
            throw new ConfigProblems(
                    faulty.problems().stream().map(MappingProblem::toString).toList());
        }
        if (out.isPresent()) {
            write(out.get(), yaml);
        } else {
            spec.commandLine().getOut().print(yaml);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private TableShape shape(Settings settings) throws ConfigProblems {
        int dot = table.indexOf('.');
        SupabaseTable name = dot < 0
                ? new SupabaseTable("public", table)
                : new SupabaseTable(table.substring(0, dot), table.substring(dot + 1));
        try (CommandDatabase database = CommandDatabase.open(settings)) {
            TableShape shape = database.database()
                    .transaction(tx -> TableShape.read(tx, name))
                    .orElseThrow(() -> new ConfigProblems(List.of(
                            "Supabase has no table " + name + "; write it as schema.table, spelled as it is there")));
            if (shape.key().isEmpty()) {
                throw new ConfigProblems(
                        List.of(name + " has no column that identifies a row by itself; the bridge needs one:"
                                + " add a primary key of one column, such as id uuid default gen_random_uuid()"));
            }
            return shape;
        }
    }

    private ZapierLook.Found zapier(Settings settings, String wanted) throws ConfigProblems {
        Optional<ZapierCredentials> credentials = BridgeConfig.credentials(settings);
        PrintWriter err = spec.commandLine().getErr();
        if (credentials.isEmpty()) {
            err.println("Zapier was not looked at: no credentials are set");
            return ZapierLook.Found.nothing(wanted);
        }
        try (CommandZapier open = CommandZapier.open(settings, credentials.get())) {
            ZapierLook.Found found = new ZapierLook(new ZapierTablesClient(open.http())).find(wanted);
            found.remark().ifPresent(err::println);
            return found;
        }
    }

    private void write(Path file, String yaml) throws IOException {
        PrintWriter lines = spec.commandLine().getOut();
        try {
            Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException there) {
            throw new IOException(file + " is there already and is not overwritten; name another file", there);
        } catch (IOException refused) {
            throw new IOException(
                    "cannot write " + file + " (" + refused.getClass().getSimpleName() + ")", refused);
        }
        lines.println("wrote " + file);
        Path schema = file.resolveSibling(MappingSchemaCommand.FILE);
        if (!Files.exists(schema)) {
            Files.writeString(schema, MappingSchemaCommand.text(), StandardOpenOption.CREATE_NEW);
            lines.println("wrote " + schema);
        }
    }
}
