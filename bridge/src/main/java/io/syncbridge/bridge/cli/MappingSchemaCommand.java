package io.syncbridge.bridge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridgectl mapping schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description =
                "Prints the JSON Schema of mapping files. Editors with a YAML language server check a file by it whose"
                        + " first line is: # yaml-language-server: $schema=mapping.schema.json")
final class MappingSchemaCommand implements Callable<Integer> {
    static final String FILE = "mapping.schema.json";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().print(text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    static String text() throws IOException {
        try (InputStream file = MappingSchemaCommand.class.getResourceAsStream("/" + FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not packed");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
