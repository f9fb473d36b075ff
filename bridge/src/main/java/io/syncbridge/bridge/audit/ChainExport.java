package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Writes a part of the chain with its rows as lines, as they come from the database. */
public final class ChainExport {
    private final ChainReader reader;

    /** Of this database; nothing in it is changed. */
    public ChainExport(Database database) {
        this.reader = new ChainReader(database);
    }

    /**
     * Writes it.
     *
     * @param since only what was sealed from then on
     * @param until only what was sealed before
     * @param day only what was sealed on that day (UTC)
     * @return the last entry written, or what the first would have followed
     * @throws IOException when it cannot be written
     */
    public ChainHead write(Optional<Instant> since, Optional<Instant> until, Optional<LocalDate> day, OutputStream out)
            throws IOException {
        ChainReader.Range range = new ChainReader.Range(since, until, day);
        ChainReader.Span span = reader.span(range);
        Lines lines = new Lines(out, span);
        try {
            lines.write(ExportText.begin(span));
            reader.read(range, span, lines);
            lines.end(span.waiting());
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        out.flush();
        return lines.last;
    }

    private static final class Lines implements ChainReader.Receiver {
        private final OutputStream out;
        private final MessageDigest digest;
        private ChainHead last;
        private long entries;
        private boolean anchored = true;

        Lines(OutputStream out, ChainReader.Span span) {
            this.out = out;
            this.last = span.before();
            this.digest = sha256();
        }

        @Override
        public void entry(Sealed sealed) {
            if (!sealed.entry().day().equals(last.day())) {
                anchor();
            }
            write(ExportText.entry(sealed));
            last = sealed.entry().head();
            anchored = false;
            entries++;
        }

        @Override
        public void unchained(String table, long rowId) {
            write(ExportText.unchained(table, rowId));
        }

        void anchor() {
            if (!anchored) {
                write(ExportText.anchor(last));
                anchored = true;
            }
        }

        void end(long waiting) {
            anchor();
            write(ExportText.end(last, entries, waiting, Hashes.hex(digest.digest())));
        }

        void write(ObjectNode line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            digest.update(bytes);
            try {
                out.write(bytes);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
