package io.syncbridge.bridge.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.syncbridge.bridge.zapier.Secret;
import io.syncbridge.codec.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Proves an export, line by line. Neither database nor network is asked. */
final class ExportProof {
    private static final int LONGEST = 256 * 1024 * 1024;

    private final InputStream in;
    private final MessageDigest digest = ChainExport.sha256();
    private final ChainProof proof;
    private final boolean whole;
    private long number = 1;
    private long entries;
    private long waiting;
    private boolean ended;
    private ChainHead last;

    private ExportProof(InputStream in, Set<String> anchors, List<Secret> keys) throws IOException {
        this.in = in;
        Optional<Problem> trouble = Optional.empty();
        ChainHead before = ChainHead.EMPTY;
        Instant readAt = Instant.EPOCH;
        boolean all = true;
        try {
            JsonNode begin = parsed(line());
            if (begin.path("audit_export").asInt() != ExportText.FORMAT) {
                throw new ExportText.Unreadable("does not begin an export of format " + ExportText.FORMAT);
            }
            before = ExportText.readHead(begin.path("before"));
            readAt = ExportText.readAt(begin);
            all = begin.path("whole").asBoolean();
        } catch (ExportText.Unreadable wrong) {
            trouble = Optional.of(unreadable(wrong));
        }
        this.whole = all;
        this.last = before;
        this.proof = new ChainProof(before, readAt, anchors, keys);
        trouble.ifPresent(proof::problem);
    }

    static Verdict of(InputStream in, Set<String> anchors, List<Secret> keys) throws IOException {
        return new ExportProof(in, anchors, keys).run();
    }

    private Verdict run() throws IOException {
        String before = Hashes.hex(sum());
        for (Optional<byte[]> line = line(); line.isPresent(); line = line()) {
            number++;
            if (ended) {
                proof.problem(Problem.of(Problem.Kind.FILE, "line " + number + " stands after the end of the export"));
                break;
            }
            try {
                read(parsed(line), before, new String(line.get(), StandardCharsets.UTF_8));
            } catch (ExportText.Unreadable wrong) {
                proof.problem(unreadable(wrong));
            }
            before = Hashes.hex(sum());
        }
        if (!ended) {
            proof.problem(
                    Problem.of(Problem.Kind.FILE, "the file ends before the export does: it was cut, or is not done"));
        }
        return proof.verdict(whole, waiting);
    }

    private void read(JsonNode line, String before, String text) throws ExportText.Unreadable {
        if (line.has("seq")) {
            Sealed sealed = ExportText.readEntry(line);
            proof.entry(sealed);
            last = sealed.entry().head();
            entries++;
        } else if (line.has("anchor")) {
            if (!ExportText.readHead(line.path("anchor")).equals(last)) {
                proof.problem(Problem.of(
                        Problem.Kind.HEAD, "line " + number + ": this is not the head of the day that ends here"));
            }
        } else if (line.has("unchained")) {
            proof.unchained(
                    ExportText.text(line.path("unchained"), "table"),
                    ExportText.number(line.path("unchained"), "row_id"));
        } else if (line.has("end")) {
            ended = true;
            end(line.path("end"), before, text);
        } else {
            throw new ExportText.Unreadable("is none that an export has");
        }
    }

    private void end(JsonNode end, String before, String text) throws ExportText.Unreadable {
        waiting = ExportText.number(end, "waiting");
        if (!ExportText.end(last, entries, waiting, before).toString().equals(text)) {
            proof.problem(Problem.of(
                    Problem.Kind.FILE,
                    "the file is not as it was exported: its last line does not fit the lines before"));
        }
    }

    private Problem unreadable(ExportText.Unreadable wrong) {
        return Problem.of(Problem.Kind.FILE, "line " + number + " " + wrong.getMessage());
    }

    private byte[] sum() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("every JDK's SHA-256 can be cloned", impossible);
        }
    }

    private static JsonNode parsed(Optional<byte[]> line) throws ExportText.Unreadable {
        return line.flatMap(bytes -> JsonText.parse(new String(bytes, StandardCharsets.UTF_8)))
                .filter(JsonNode::isObject)
                .orElseThrow(() -> new ExportText.Unreadable("is no JSON object"));
    }

    /** The next line without its line feed; empty at the end. A last line without one counts as a line. */
    private Optional<byte[]> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == LONGEST) {
                throw new IOException("line " + number + " is longer than an export can have");
            }
            line.write(next);
            next = in.read();
        }
        byte[] bytes = line.toByteArray();
        digest.update(bytes);
        if (next == '\n') {
            digest.update((byte) '\n');
        }
        return Optional.of(bytes);
    }
}
