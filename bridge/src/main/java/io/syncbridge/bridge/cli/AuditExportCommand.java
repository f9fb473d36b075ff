package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.audit.ChainExport;
import io.syncbridge.bridge.audit.ChainHead;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bridgectl audit export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes the bridge's audit rows with the chain that proves them, one JSON object a line, for audit"
                        + " verify FILE. Holds what the rows hold, values included. Changes nothing.")
final class AuditExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--since",
            paramLabel = "T",
            converter = MomentOption.class,
            description = "Only what was sealed from this moment on: 2026-11-21T16:00:00Z, or 2h for two hours ago.")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "T",
            converter = MomentOption.class,
            description = "Only what was sealed before this moment.")
    private Optional<Instant> until = Optional.empty();

    @Option(names = "--day", paramLabel = "DATE", description = "Only what was sealed on this day (UTC): 2026-11-21.")
    private Optional<LocalDate> day = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Into this file, readable by its owner alone (default: standard output).")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (day.isPresent() && (since.isPresent() || until.isPresent())) {
            throw new ParameterException(spec.commandLine(), "say --day, or --since and --until, not both");
        }
        try (CommandDatabase database = CommandDatabase.openToRead(config.settings())) {
            ChainHead last = AuditAccess.with(database, () -> export(new ChainExport(database.database())));
            PrintWriter err = spec.commandLine().getErr();
            out.ifPresent(
                    file -> err.println("wrote " + file + " up to entry " + last.seq() + "; head " + last.hash()));
            err.flush();
            return 0;
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private ChainHead export(ChainExport export) {
        try {
            if (out.isEmpty()) {
                return export.write(
                        since, until, day, new Printed(spec.commandLine().getOut()));
            }
            return toFile(export, out.get());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Beside it first: a file of that name is a whole export. */
    private ChainHead toFile(ChainExport export, Path file) throws IOException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + "; make it, or name another --out");
        }
        Path part = Files.createTempFile(folder, file.getFileName() + ".", ".part");
        try {
            ChainHead last;
            try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                last = export.write(since, until, day, to);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return last;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Lines of UTF-8 on the command line's own output. */
    private static final class Printed extends OutputStream {
        private final PrintWriter out;

        Printed(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void write(int unit) {
            out.write(unit);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
            if (out.checkError()) {
                throw new IOException("the export could not be written: nobody reads it any more");
            }
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
