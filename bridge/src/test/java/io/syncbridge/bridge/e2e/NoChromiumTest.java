package io.syncbridge.bridge.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Says in one line that the dashboard was not tried in a browser, where there is none. */
final class NoChromiumTest {
    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));

    @Test
    void theDashboardIsTriedInABrowserWhereThereIsOne() {
        boolean isThere = Files.isExecutable(CHROMIUM);
        if (!isThere) {
            System.out.println(
                    "Browser tests are skipped: there is no " + CHROMIUM
                            + ". Install Chromium (apt-get install chromium), or name one with -Pbrowser -Dchromium=/path/of/it.");
        }
        Assumptions.assumeTrue(isThere, "no Chromium");
    }
}
