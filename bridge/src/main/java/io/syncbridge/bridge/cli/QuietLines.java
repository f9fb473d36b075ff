package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.QuietTimes;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;

/** Tells who makes records due that quiet hours hold them back. */
final class QuietLines {
    private QuietLines() {}

    /** One line for each table or tenant that is quiet now; with a tenant, only what concerns it. */
    static void print(Database database, Optional<String> tenant, PrintWriter out) {
        Instant now = Instant.now();
        database.transaction(QuietTimes::read).now().stream()
                .filter(quiet -> tenant.isEmpty()
                        || quiet.tenant().isEmpty()
                        || quiet.tenant().equals(tenant))
                .forEach(quiet -> out.println(quiet.line(now)));
    }
}
