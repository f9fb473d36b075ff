package io.syncbridge.bridge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A window of a real Chromium, with a profile of its own, that remembers what must not happen: errors on the console, and
 * requests to anywhere but the page's origin. One browser serves all windows.
 */
final class BrowserWindow implements AutoCloseable {
    /** Where Chromium is; another place by {@code -Dchromium=…}. */
    static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));

    static final String TOKEN = "the admin token of a test";
    private static final String AXE_RUN = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(found => ['serious', 'critical'].includes(found.impact))
              .map(found => found.id + ': ' + found.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join('; '))
            """;

    private final BrowserContext context;
    private final Page page;
    private final String origin;
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final List<String> strangers = Collections.synchronizedList(new ArrayList<>());

    /** The browser of all tests; it ends with the process. */
    private static final class Started {
        static final Playwright PLAYWRIGHT = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        static final Browser BROWSER = PLAYWRIGHT
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    BrowserWindow(int port, int width, int height, ColorScheme scheme) {
        origin = "http://127.0.0.1:" + port;
        context = Started.BROWSER.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setTimezoneId("UTC")
                .setLocale("en-GB"));
        page = context.newPage();
        page.setDefaultTimeout(15_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.onPageError(error -> errors.add(error));
        page.onRequest(request -> {
            if (!request.url().startsWith(origin + "/") && !request.url().startsWith("data:")) {
                strangers.add(request.url());
            }
        });
    }

    /** As wide as a desk's, light. */
    static BrowserWindow wide(int port) {
        return new BrowserWindow(port, 1440, 900, ColorScheme.LIGHT);
    }

    Page page() {
        return page;
    }

    String origin() {
        return origin;
    }

    /** Opens the page logged in as admin and waits until it shows how things stand. */
    BrowserWindow asAdmin() {
        page.navigate(origin + "/#token=" + TOKEN.replace(" ", "%20"));
        awaitState();
        return this;
    }

    void awaitState() {
        page.locator("#page[aria-busy=false]").waitFor();
    }

    /** Waits until nothing is being loaded or drawn any more, and stills what moves. */
    void settle() {
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        Object unused = page.evaluate("""
                async () => {
                  const drawn = () => !document.querySelector('#page:not([hidden])[aria-busy=false]')
                    || document.querySelector('#page.stale') || document.getElementById('chart-told').textContent !== '';
                  for (let frames = 0; frames < 300 && !drawn(); frames++) await new Promise(requestAnimationFrame);
                  await document.fonts.ready;
                  await new Promise(requestAnimationFrame);
                }""");
    }

    /** Makes a read-only link as an admin does. */
    static String shareLink(BrowserWindow admin) {
        Page page = admin.page();
        page.locator("#share").click();
        page.locator("#dialog-yes").click();
        String link = page.locator("#link").inputValue();
        page.locator("#dialog-no").click();
        return link;
    }

    /** Axe finds nothing that it calls serious or critical. */
    void assertAccessible(String state) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            Object unused = page.evaluate(axe());
            assertThat((List<?>) Objects.requireNonNull(page.evaluate(AXE_RUN)))
                    .as(state + ", " + scheme)
                    .isEmpty();
        }
    }

    /** Nothing was said on the console, and nobody else was asked for anything. */
    void assertClean() {
        assertThat(errors).isEmpty();
        assertOwnOrigin();
    }

    void assertOwnOrigin() {
        assertThat(strangers).isEmpty();
    }

    private static String axe() {
        try (InputStream in = BrowserWindow.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
