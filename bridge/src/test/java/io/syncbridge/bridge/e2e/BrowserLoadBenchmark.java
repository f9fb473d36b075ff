package io.syncbridge.bridge.e2e;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much a visitor loads and how long he waits, in a real Chromium. {@code benchmarks/dashboard/run} runs it. */
@Tag("benchmark")
final class BrowserLoadBenchmark {
    private static final int TIMES = 9;
    private static final String FIGURES = """
            () => {
              const paint = performance.getEntriesByName('first-contentful-paint')[0];
              const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                .filter(entry => !entry.name.includes('/api/'));
              const sum = name => loaded.reduce((total, entry) => total + entry[name], 0);
              return { paint: paint.startTime, wire: sum('encodedBodySize'), plain: sum('decodedBodySize'), files: loaded.length,
                chart: loaded.find(entry => entry.name.endsWith('chart.js'))?.encodedBodySize || 0 };
            }""";

    @Test
    void loading() {
        try (TestStack stack = TestStack.start(BrowserScene.setup(Map.of()))) {
            BrowserScene scene = new BrowserScene(stack);
            scene.fortnightOfLag();
            String unused = scene.editedJob();
            List<Double> paints = new ArrayList<>();
            List<Double> states = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                try (BrowserWindow window = BrowserWindow.wide(stack.port())) {
                    Page page = window.page();
                    page.addInitScript("addEventListener('DOMContentLoaded', () => new MutationObserver((_, watch) => {"
                            + " if (document.querySelector('#page[aria-busy=false]')) { window.shownAt ??= performance.now(); watch.disconnect(); } })"
                            + ".observe(document, { subtree: true, attributes: true }));");
                    BrowserWindow opened = window.asAdmin();
                    opened.settle();
                    Map<?, ?> figures = (Map<?, ?>) page.evaluate(FIGURES);
                    paints.add(number(figures, "paint"));
                    states.add(((Number) page.evaluate("window.shownAt")).doubleValue());
                    if (i == TIMES - 1) {
                        System.out.printf(
                                Locale.ROOT,
                                "measured page weight: %.1f kB over the wire in %.0f files, %.1f kB of it the chart library; %.1f kB unpacked%n",
                                number(figures, "wire") / 1000,
                                number(figures, "files"),
                                number(figures, "chart") / 1000,
                                number(figures, "plain") / 1000);
                    }
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "measured loading, median of %d: first content after %.0f ms, the state of all tables after %.0f ms%n",
                    TIMES,
                    MeasuredStack.median(paints),
                    MeasuredStack.median(states));
        }
    }

    private static double number(Map<?, ?> figures, String name) {
        return ((Number) java.util.Objects.requireNonNull(figures.get(name))).doubleValue();
    }
}
