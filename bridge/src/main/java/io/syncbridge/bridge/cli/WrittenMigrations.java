package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.store.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The migrations as files in a folder of the user's, for those who let the Supabase CLI run their SQL. The files are the very
 * ones that {@code setup} runs.
 */
record WrittenMigrations(Path folder) {

    /**
     * Writes those that are missing; answers what was done, in a sentence.
     *
     * @param packs besides the agent tables
     * @throws ConfigProblems when a file of that name holds something else; nothing is written then
     */
    String write(List<String> packs) throws ConfigProblems, IOException {
        SortedMap<String, String> files = Migrations.files(packs);
        List<String> missing = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        for (var file : files.entrySet()) {
            Path place = folder.resolve(file.getKey());
            if (!Files.exists(place)) {
                missing.add(file.getKey());
            } else if (!Files.readString(place).equals(file.getValue())) {
                foreign.add(
                        place + " holds something else than this version's migration; move it away, then try again");
            }
        }
        if (!foreign.isEmpty()) {
            throw new ConfigProblems(foreign);
        }
        Files.createDirectories(folder);
        for (String name : missing) {
            Files.writeString(folder.resolve(name), files.getOrDefault(name, ""));
        }
        return "wrote " + missing.size() + " migrations into " + folder + ", " + (files.size() - missing.size())
                + " were there";
    }
}
