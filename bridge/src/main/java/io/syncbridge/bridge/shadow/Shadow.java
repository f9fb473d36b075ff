package io.syncbridge.bridge.shadow;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Looks at one table again and again, and tells a decision when it is a new one. */
public final class Shadow {
    private final Link link;
    private final Database database;
    private final ZapierTablesClient zapier;
    private final Memories memories;
    private final BooleanSupplier stopped;
    private Map<String, String> toldBefore = new HashMap<>();

    /** A shadow of one table. */
    public Shadow(Link link, Database database, ZapierTablesClient zapier, Memories memories, BooleanSupplier stopped) {
        this.link = link;
        this.database = database;
        this.zapier = zapier;
        this.memories = memories;
        this.stopped = stopped;
    }

    /**
     * What one look came to.
     *
     * @param looked records that were looked at
     * @param fresh decisions that were told
     * @param rules how many records would be decided by each rule; {@code equal} where nothing is to do
     * @param trouble why it broke off; what it did not come to is left to the next look
     */
    public record Round(String mapping, long looked, long fresh, Map<String, Long> rules, Optional<String> trouble) {}

    /** Looks once; {@code news} hears of what was not told at the look before. */
    public Round look(Consumer<Decision> news) {
        Map<String, String> told = new HashMap<>();
        Map<String, Long> rules = new TreeMap<>();
        long[] fresh = {0};
        ShadowLook look = new ShadowLook(link, database, zapier, memories, stopped, (decision, fingerprint) -> {
            rules.merge(decision.rule(), 1L, Long::sum);
            if (!decision.isEqual()) {
                String mark = decision.rule() + decision.supabase() + decision.zapier() + fingerprint;
                told.put(decision.record(), mark);
                if (!mark.equals(toldBefore.get(decision.record()))) {
                    fresh[0]++;
                    news.accept(decision);
                }
            }
        });
        Optional<String> trouble = look.run();
        if (trouble.isPresent()) {
            // What this look did not come to was not taken back.
            toldBefore.forEach(told::putIfAbsent);
        }
        toldBefore = told;
        return new Round(link.mapping().name(), look.looked(), fresh[0], rules, trouble);
    }
}
