package io.syncbridge.bridge.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What one call of the command line did.
 *
 * @param code the exit code
 */
record Invoked(int code, String out, String err) {

    /** Runs it in this process. */
    static Invoked run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = BridgeMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Invoked(code, out.toString(), err.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
