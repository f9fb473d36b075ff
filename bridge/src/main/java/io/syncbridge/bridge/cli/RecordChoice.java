package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.mapping.TableMapping;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code TABLE ID} of the verbs that are about one record. */
final class RecordChoice {
    @Parameters(index = "0", paramLabel = "TABLE", description = "The mapping's name.")
    private String table = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The record's key, or its Zapier record id.")
    private String id = "";

    /** The record's mapping; a wrong name is a usage error. */
    TableMapping mapping(CommandLine command, BridgeConfig settings) {
        return ChosenMappings.one(command, settings, table);
    }

    /** What the record is called by. */
    String id() {
        return id;
    }
}
