package io.syncbridge.bridge.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Pictures of every state into docs/screenshots, for looking at: {@code -Dtest=BrowserScreenshots -Dscreenshots=<folder>}. */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+")
final class BrowserScreenshots {
    private static final Path FOLDER = Path.of(System.getProperty("screenshots", "."));

    @Test
    void everyState() throws Exception {
        Path unused = Files.createDirectories(FOLDER);
        withoutToken();
        beforeAnyChange();
        busy();
    }

    private void withoutToken() {
        try (TestStack stack = TestStack.start()) {
            shoot(stack.port(), "no-token", window -> {
                window.page().navigate(window.origin());
                window.page().locator("#unset").waitFor();
            });
        }
    }

    private void beforeAnyChange() throws IOException {
        try (TestStack stack = TestStack.start(BrowserScene.setup(Map.of()));
                BrowserProxy proxy = new BrowserProxy(stack.port())) {
            shoot(stack.port(), "login", window -> {
                window.page().navigate(window.origin());
                window.page().locator("#token").fill("not the token");
                window.page().locator("#login button").click();
                window.page().locator("#login-error:not(:empty)").waitFor();
            });
            shoot(stack.port(), "empty", BrowserWindow::asAdmin);
            shoot(stack.port(), "loading", window -> {
                window.page().route("**/api/events", route -> {});
                window.page().navigate(window.origin() + "/#token=" + BrowserWindow.TOKEN.replace(" ", "%20"));
                window.page().locator("#verdict").waitFor();
            });
            shoot(proxy.port(), "disconnected", window -> {
                proxy.mend();
                BrowserWindow unused = window.asAdmin();
                proxy.cut();
                window.page().locator("#page.stale").waitFor();
            });
            shoot(proxy.port(), "error", window -> {
                // The stream breaks off, and from then on the bridge answers with errors.
                window.page().route("**/api/{events,state}", route -> {
                    if (window.page().locator("#page[aria-busy=false]").count() == 0) {
                        route.resume();
                    } else {
                        route.fulfill(new Route.FulfillOptions().setStatus(500));
                    }
                });
                proxy.mend();
                BrowserWindow unused = window.asAdmin();
                proxy.cut();
                proxy.mend();
                window.page()
                        .locator("#banner:has-text('answers with an error')")
                        .waitFor();
            });
        }
    }

    private void busy() {
        try (TestStack stack =
                TestStack.start(BrowserScene.setup(Map.of("BRIDGE_VIEWER_FIELDS", "agent_jobs=status")))) {
            BrowserScene scene = new BrowserScene(stack);
            scene.fortnightOfLag();
            String edited = scene.editedJob();
            String conflicted = scene.conflictedJob();
            var unused5 = stack.sweep("agent_jobs");
            shoot(stack.port(), "in-sync", BrowserWindow::asAdmin);
            shoot(stack.port(), "record", window -> record(window.asAdmin(), edited));
            shoot(stack.port(), "undo", window -> {
                record(window.asAdmin(), edited);
                window.page().locator(".meta button").first().click();
                window.page().locator("dialog[open]").waitFor();
            });
            shoot(stack.port(), "search", window -> {
                BrowserWindow unused = window.asAdmin();
                window.page().locator("#query").fill("no such id");
                window.page().locator("#query").press("Enter");
                window.page().locator("[aria-label=Matches]").waitFor();
            });
            String unused1 = scene.askedDecision();
            String unused2 = scene.unreadableJob();
            var unused3 = stack.sweep("agent_jobs");
            var unused4 = stack.sweep("agent_decisions");
            shoot(stack.port(), "attention", window -> {
                BrowserWindow opened = window.asAdmin();
                opened.page().locator("#parked > li:nth-child(2)").waitFor();
            });
            shoot(stack.port(), "take", window -> {
                BrowserWindow unused = window.asAdmin();
                window.page().locator("text=Take Zapier’s").first().click();
                window.page().locator("dialog[open]").waitFor();
            });
            shoot(stack.port(), "viewer", window -> viewer(stack, window));
            shoot(stack.port(), "viewer-record", window -> {
                viewer(stack, window);
                record(window, conflicted);
            });
            shoot(stack.port(), "session-over", window -> {
                BrowserWindow unused = window.asAdmin();
                window.page().context().clearCookies();
                window.page().locator("[data-span='24h']").click();
                window.page().locator("#login").waitFor();
            });
            stack.database()
                    .update(
                            "update bridge.mapping_state set paused_at = clock_timestamp(), reason = 'Zapier field ''status'' has become a number; make it text again' where mapping = 'agent_jobs'");
            stack.database()
                    .update(
                            "insert into bridge.quiet (mapping, tenant, until, zone) values ('rate_limits', '', clock_timestamp() + interval '3 hours', 'Europe/Berlin') on conflict (mapping, tenant) do update set until = excluded.until");
            stack.database()
                    .update("update bridge.feed set silent = true where mapping = 'agent_jobs' and side = 'supabase'");
            shoot(stack.port(), "paused-and-quiet", BrowserWindow::asAdmin);
        }
    }

    private static void record(BrowserWindow window, String id) {
        Object unused = window.page().evaluate("id => { location.hash = '#/record/agent_jobs/' + id; }", id);
        window.page().locator(".timeline").waitFor();
    }

    private static void viewer(TestStack stack, BrowserWindow window) {
        try (BrowserWindow admin = BrowserWindow.wide(stack.port()).asAdmin()) {
            String link = BrowserWindow.shareLink(admin);
            window.page().navigate(link);
            window.awaitState();
        }
    }

    private interface Scene {
        void play(BrowserWindow window);
    }

    private static void shoot(int port, String name, Scene scene) {
        boolean isBrief = List.of("undo", "take", "error", "disconnected").contains(name);
        for (int width : new int[] {1440, 390}) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (BrowserWindow window = new BrowserWindow(port, width, width > 1000 ? 900 : 844, scheme)) {
                    scene.play(window);
                    window.settle();
                    Page.ScreenshotOptions whole =
                            new Page.ScreenshotOptions().setFullPage(!isBrief && scheme == ColorScheme.LIGHT);
                    Path file = FOLDER.resolve(
                            name + "-" + width + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png");
                    BrowserPicture.of(window.page().screenshot(whole)).write(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        }
    }
}
