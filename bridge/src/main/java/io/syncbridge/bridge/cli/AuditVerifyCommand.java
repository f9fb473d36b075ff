package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.audit.AuditProof;
import io.syncbridge.bridge.audit.AuditSettings;
import io.syncbridge.bridge.audit.Verdict;
import io.syncbridge.bridge.config.AuditText;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridgectl audit verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Proves an export without database or network, or, without FILE, the audit rows in the database."
                + " Names the first row that was altered, removed or slipped in. Exit code 1 when there is one. Changes"
                + " nothing.")
final class AuditVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "An export that audit export made.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--anchor",
            paramLabel = "HASH",
            description = "A head that was noted down earlier; must be found in the chain. May be given several times.")
    private List<String> anchors = List.of();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        Set<String> noted = new LinkedHashSet<>();
        for (String anchor : anchors) {
            String hash = anchor.strip().toLowerCase(Locale.ROOT);
            if (!hash.matches("[0-9a-f]{64}")) {
                throw new ParameterException(
                        spec.commandLine(), "'" + anchor + "' is no head: that is 64 digits from 0-9 and a-f");
            }
            noted.add(hash);
        }
        Settings settings = config.settings();
        List<String> problems = new ArrayList<>();
        AuditSettings audit = AuditText.read(settings, problems);
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        AuditProof proof = new AuditProof(noted, audit.keys());
        Verdict verdict = file.isPresent() ? ofFile(proof, file.get()) : ofDatabase(proof, settings);
        new VerdictText(spec.commandLine().getOut()).print(verdict, json.isWanted());
        return verdict.isGood() ? 0 : 1;
    }

    private Verdict ofFile(AuditProof proof, Path path) throws Exception {
        if (!Files.isRegularFile(path)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no file " + path + "; ./bridgectl audit export --out FILE makes one");
        }
        return proof.ofFile(path);
    }

    private static Verdict ofDatabase(AuditProof proof, Settings settings) throws ConfigProblems {
        try (CommandDatabase database = CommandDatabase.openToRead(settings)) {
            return AuditAccess.with(database, () -> proof.ofDatabase(database.database()));
        }
    }
}
