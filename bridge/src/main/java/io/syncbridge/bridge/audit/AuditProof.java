package io.syncbridge.bridge.audit;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.zapier.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Whether the bridge's audit rows are as they were written.
 *
 * @param anchors hashes of heads that were noted down earlier: each must be found
 * @param keys for signatures; empty when they are not to be checked
 */
public record AuditProof(Set<String> anchors, List<Secret> keys) {

    /** Copies. */
    public AuditProof {
        anchors = Set.copyOf(anchors);
        keys = List.copyOf(keys);
    }

    /**
     * Proves an export. Neither database nor network is asked.
     *
     * @throws IOException when the file cannot be read
     */
    public Verdict ofFile(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return ExportProof.of(in, anchors, keys);
        }
    }

    /** Proves the whole chain in the database; nothing in it is changed. */
    public Verdict ofDatabase(Database database) {
        ChainReader reader = new ChainReader(database);
        ChainReader.Span span = reader.span(ChainReader.Range.ALL);
        ChainProof proof = new ChainProof(span.before(), span.now(), anchors, keys);
        reader.read(ChainReader.Range.ALL, span, new ChainReader.Receiver() {
            @Override
            public void entry(Sealed sealed) {
                proof.entry(sealed);
            }

            @Override
            public void unchained(String table, long rowId) {
                proof.unchained(table, rowId);
            }
        });
        return proof.verdict(true, span.waiting());
    }
}
