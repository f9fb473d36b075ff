package io.syncbridge.bridge.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.syncbridge.fixtures.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard as somebody uses it, in a real Chromium. */
final class BrowserDashboardTest {
    private final TestStack stack =
            TestStack.start(BrowserScene.setup(Map.of("BRIDGE_VIEWER_FIELDS", "agent_jobs=status")));
    private final BrowserScene scene = new BrowserScene(stack);

    @BeforeAll
    static void needsChromium() {
        Assumptions.assumeTrue(
                BrowserWindow.CHROMIUM.toFile().canExecute(),
                "browser tests are skipped: there is no " + BrowserWindow.CHROMIUM);
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void nothingIsShownWithoutTheTokenAndNobodyIsLetInByAWrongOne() {
        try (BrowserWindow window = BrowserWindow.wide(stack.port())) {
            Page page = window.page();
            page.navigate(window.origin());
            assertThat(page.locator("#login")).isVisible();
            assertThat(page.locator("#page")).isHidden();
            assertThat(page.locator("#search")).isHidden();

            page.locator("#token").fill("not the token");
            page.locator("#token").press("Enter");

            assertThat(page.locator("#login-error")).hasText("This token or link is wrong, or no longer good.");
            window.assertAccessible("login");
            page.locator("#token").fill(BrowserWindow.TOKEN);
            page.locator("#token").press("Enter");
            window.awaitState();
            assertThat(page.locator("#verdict-text")).containsText("In sync");
            assertThat((String) page.evaluate("document.cookie")).isEmpty();
            window.assertOwnOrigin();
        }
    }

    @Test
    void aChangeIsShownWithinTwoSecondsWithItsHistoryAndIsTakenBackFromThere() {
        try (BrowserWindow window = BrowserWindow.wide(stack.port()).asAdmin()) {
            Page page = window.page();
            window.settle();
            assertThat(page.locator("#figures")).containsText("no change in 5 min");
            window.assertAccessible("before any change");
            String id = stack.supabase().insertJob("queued");
            Locator lag = page.locator("tbody:has(th:has-text('agent_jobs')) tr:nth-child(2) td[data-label='Lag now']");
            Object stored = Eventually.value(
                    "its lag is stored",
                    () -> stack.database()
                            .scalar(
                                    "select extract(epoch from clock_timestamp() - last_at)::float8 from bridge.lag_minute"
                                            + " where mapping = 'agent_jobs'"),
                    Objects::nonNull);
            assertThat((Double) stored).isNotNull();
            long begin = System.nanoTime();
            assertThat(lag).hasText(java.util.regex.Pattern.compile("\\d.* (ms|s)"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));

            String job = scene.editedJob();
            page.locator("#query").fill(job);
            page.locator("#query").press("Enter");
            Locator entries = page.locator(".timeline > li");
            assertThat(entries).hasCount(3);
            assertThat(entries.first()).containsText("Umlauts: äöü, an arrow → and a dot ·");
            assertThat(entries.nth(1)).containsText("Zapier → Supabase");
            assertThat(entries.nth(1).locator("tr:has-text('status')")).containsText("queuedrunning");
            window.assertAccessible("a record");

            entries.nth(1).locator("button").click();
            assertThat(page.locator("#dialog-body")).containsText("Would be written back: status");
            assertThat(stack.supabase().value("agent_jobs", job, "status")).contains("running");
            window.assertAccessible("asked before an undo");
            page.locator("#dialog-yes").click();
            assertThat(page.locator("#record .done")).containsText("Written back: status");
            Eventually.until(
                    "the old value is back",
                    () -> stack.supabase().value("agent_jobs", job, "status").equals(java.util.Optional.of("queued")));
            assertThat(page.locator(".timeline > li.undo")).hasCount(1);
            stack.awaitAgreement();
            page.locator(".back").click();
            assertThat(page.locator("#verdict")).isVisible();
            assertThat(id).isNotEqualTo(job);
            window.assertClean();
        }
    }

    @Test
    void recordsThatWaitAreShownRetriedAndDecided() {
        String decision = scene.askedDecision();
        String job = scene.unreadableJob();
        try (BrowserWindow window = BrowserWindow.wide(stack.port()).asAdmin()) {
            Page page = window.page();
            assertThat(page.locator("#verdict-text")).containsText("need");
            Locator unreadable = page.locator("#parked > li:has-text('" + job + "')");
            assertThat(unreadable).containsText("retry_count");
            assertThat(unreadable.locator("button")).hasCount(1);
            window.settle();
            window.assertAccessible("records wait");

            unreadable.locator("button").click();
            assertThat(page.locator("#done")).containsText("1 record is looked at again");
            assertThat(unreadable).isVisible();
            scene.mend(job);
            assertThat(unreadable).isHidden();

            Locator asked = page.locator("#parked > li:has-text('" + decision + "')");
            asked.locator("button:has-text('Take Zapier’s')").click();
            assertThat(page.locator("#dialog-body")).containsText("What Supabase holds is overwritten");
            page.locator("#dialog-no").click();
            assertThat(asked).isVisible();
            asked.locator("button:has-text('Take Zapier’s')").click();
            page.locator("#dialog-yes").click();
            assertThat(asked).isHidden();
            Eventually.until(
                    "Supabase has Zapier's",
                    () -> stack.supabase()
                            .value("agent_decisions", decision, "decision")
                            .equals(java.util.Optional.of("rejected")));
            Locator conflict = page.locator("#conflicts > li:has-text('" + decision + "')");
            assertThat(conflict).containsText("Zapier won: a person took Zapier’s");
            assertThat(conflict.locator("tr:has-text('decision')")).containsText("rejectedescalated");
            window.assertClean();
        }
    }

    @Test
    void aShareLinkLetsLookAndSeesOnlyTheFieldsThatAreAllowed() {
        String job = scene.editedJob();
        String parked = scene.unreadableJob();
        try (BrowserWindow admin = BrowserWindow.wide(stack.port()).asAdmin();
                BrowserWindow guest = BrowserWindow.wide(stack.port())) {
            Page page = guest.page();
            page.navigate(BrowserWindow.shareLink(admin));
            guest.awaitState();
            assertThat(page.locator("#guest")).containsText("read-only link. It ends on");
            assertThat(page.url()).isEqualTo(guest.origin() + "/");
            assertThat(page.locator("#share")).isHidden();
            Locator item = page.locator("#parked > li:has-text('" + parked + "')");
            assertThat(item).containsText("a value could not be read");
            assertThat(item.locator("button")).hasCount(0);
            guest.settle();
            guest.assertAccessible("a guest looks");

            page.navigate(guest.origin() + "/#/record/agent_jobs/" + job);
            Locator entries = page.locator(".timeline > li");
            assertThat(entries).hasCount(3);
            assertThat(entries.nth(1)).containsText("queuedrunning");
            assertThat(entries.first())
                    .containsText(java.util.regex.Pattern.compile("contents not shown: .*error_message"));
            assertThat(page.content()).doesNotContain("Umlauts");
            assertThat(page.locator(".timeline button")).hasCount(0);
            guest.assertClean();
        }
    }

    @Test
    void aSessionThatEndedIsToldAndTheVisitorGoesOn() {
        try (BrowserWindow window = BrowserWindow.wide(stack.port()).asAdmin()) {
            Page page = window.page();
            window.settle();
            page.context().clearCookies();
            page.locator("[data-span='24h']").click();
            assertThat(page.locator("#login-why")).containsText("Your session has ended");
            window.assertAccessible("the session has ended");
            page.locator("#token").fill(BrowserWindow.TOKEN);
            page.locator("#login button").click();
            window.awaitState();
            assertThat(page.locator("#live")).hasText("Live");
            window.assertOwnOrigin();
        }
    }

    @Test
    void aLostStreamIsToldAndComesBack() throws Exception {
        try (BrowserProxy proxy = new BrowserProxy(stack.port());
                BrowserWindow window = BrowserWindow.wide(proxy.port()).asAdmin()) {
            Page page = window.page();
            window.settle();
            assertThat(page.locator("#live")).hasText("Live");
            proxy.cut();
            assertThat(page.locator("#live")).hasText("Not live");
            assertThat(page.locator("#banner")).containsText("What is shown is as of");
            assertThat(page.locator("#page")).hasClass(java.util.regex.Pattern.compile("stale"));
            window.assertAccessible("not live");
            proxy.mend();
            assertThat(page.locator("#live")).hasText("Live");
            assertThat(page.locator("#banner")).isHidden();
            window.assertOwnOrigin();
        }
    }

    @Test
    void theKeyboardReachesEveryControlAndNothingJumpsWhileThePageFills() {
        String unused = scene.unreadableJob();
        try (BrowserWindow window = BrowserWindow.wide(stack.port())) {
            Page page = window.page();
            page.addInitScript(
                    "window.jumps = 0; new PerformanceObserver(list => list.getEntries().forEach(shift => { window.jumps += shift.value; }))"
                            + ".observe({ type: 'layout-shift', buffered: true });");
            BrowserWindow opened = window.asAdmin();
            opened.settle();
            assertThat(((Number) page.evaluate("window.jumps")).doubleValue()).isLessThan(0.1);

            int controls = ((Number) page.evaluate("""
                    [...document.querySelectorAll('a[href], button, input, select')]
                      .filter(control => !control.closest('dialog') && control.checkVisibility() && !control.disabled).length""")).intValue();
            page.evaluate("document.activeElement.blur()");
            List<String> invisible = new java.util.ArrayList<>();
            java.util.Set<Object> reached = new java.util.LinkedHashSet<>();
            for (int i = 0; i < controls + 3; i++) {
                page.keyboard().press("Tab");
                Map<?, ?> focus = (Map<?, ?>) page.evaluate("""
                        (() => { const at = document.activeElement; const style = getComputedStyle(at);
                          at.dataset.tabbed = at.dataset.tabbed || String(document.querySelectorAll('[data-tabbed]').length);
                          return { at: at === document.body ? '' : at.dataset.tabbed, name: at.outerHTML.slice(0, 80),
                            seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 }; })()""");
                if (!"".equals(focus.get("at"))) {
                    reached.add(Objects.requireNonNull(focus.get("at")));
                    if (!Boolean.TRUE.equals(focus.get("seen"))) {
                        invisible.add(String.valueOf(focus.get("name")));
                    }
                }
            }
            assertThat(invisible).isEmpty();
            assertThat(reached).hasSizeGreaterThanOrEqualTo(controls);
            window.assertClean();
        }
    }
}
