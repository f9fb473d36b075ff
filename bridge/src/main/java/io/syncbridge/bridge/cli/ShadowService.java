package io.syncbridge.bridge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.BothSides;
import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.shadow.Decision;
import io.syncbridge.bridge.shadow.Memories;
import io.syncbridge.bridge.shadow.Shadow;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code start --shadow}: one line per new decision, counts after each look that brought any, until it is stopped. */
final class ShadowService {
    private static final Duration MOST_TO_END = Duration.ofSeconds(9);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final CountDownLatch stop = new CountDownLatch(1);

    ShadowService(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /**
     * Looks once, or every {@code every}; answers the exit code.
     *
     * @throws ConfigProblems when a side cannot be reached or a table does not fit its mapping
     */
    int run(Settings settings, BridgeConfig config, boolean once, Duration every)
            throws ConfigProblems, InterruptedException {
        try (CommandDatabase database = CommandDatabase.openToRead(settings);
                BothSides sides = BothSides.reading(config, database.database())) {
            List<Shadow> shadows = shadows(sides, config);
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ended)));
            try {
                boolean whole = true;
                do {
                    for (Shadow shadow : shadows) {
                        whole &= print(shadow.look(this::print));
                    }
                } while (!once && !stop.await(every.toMillis(), TimeUnit.MILLISECONDS));
                return once && !whole ? 1 : 0;
            } finally {
                ended.countDown();
            }
        }
    }

    private List<Shadow> shadows(BothSides sides, BridgeConfig config) throws ConfigProblems {
        List<Shadow> shadows = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (TableMapping mapping : config.mappings()) {
            if (mapping.mode() != SyncMode.TWO_WAY) {
                err.println(mapping.name() + ": only receives, nothing is decided there; left out");
                continue;
            }
            switch (sides.link(mapping)) {
                case Linker.Outcome.Linked linked -> {
                    Memories memories = Memories.of(mapping, sides.database());
                    memories.missing()
                            .ifPresent(why ->
                                    err.println(mapping.name() + ": nothing is known of what both sides agreed on: "
                                            + why + "; where they differ, the policy decides"));
                    shadows.add(new Shadow(
                            linked.link(), sides.database(), sides.zapier(), memories, () -> stop.getCount() == 0));
                }
                case Linker.Outcome.Faulty faulty -> problems.addAll(faulty.problems());
                case Linker.Outcome.Unreachable away -> problems.add(mapping.name() + ": " + away.reason());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        err.println("shadow: decides and tells, writes nothing");
        err.flush();
        return shadows;
    }

    private void end(CountDownLatch ended) {
        stop.countDown();
        try {
            boolean unused = ended.await(MOST_TO_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Decision decision) {
        if (json) {
            ObjectNode line = line("decision", decision.mapping());
            line.put("record", decision.record());
            line.put("rule", decision.rule());
            decision.winner().map(Side::sourceName).ifPresent(winner -> line.put("winner", winner));
            names(line.putArray("supabase"), decision.supabase());
            names(line.putArray("zapier"), decision.zapier());
            names(line.putArray("concerned"), decision.concerned());
            out.println(line);
        } else {
            out.println(now() + "  " + decision.mapping() + " " + decision.record() + "  "
                    + decision.rule().replace('_', ' ')
                    + decision.winner()
                            .map(side -> ", " + side.name().toLowerCase(Locale.ROOT) + " wins")
                            .orElse("")
                    + fields("; would write to Supabase: ", decision.supabase())
                    + fields("; would write to Zapier: ", decision.zapier())
                    + fields("; because of: ", decision.concerned()));
        }
        out.flush();
    }

    /** False when the look was not a whole one. */
    private boolean print(Shadow.Round round) {
        round.trouble().filter(why -> !why.equals("stopped")).ifPresent(why -> {
            err.println(round.mapping() + ": not looked at in full: " + why);
            err.flush();
        });
        if (json) {
            ObjectNode line = line("counts", round.mapping());
            line.put("looked_at", round.looked());
            line.put("new_decisions", round.fresh());
            ObjectNode rules = line.putObject("rules");
            round.rules().forEach(rules::put);
            out.println(line);
        } else {
            out.println(now() + "  " + round.mapping() + ": " + round.looked() + " records, "
                    + round.rules().entrySet().stream()
                            .map(rule -> rule.getValue() + " " + rule.getKey().replace('_', ' '))
                            .collect(Collectors.joining(", ")));
        }
        out.flush();
        return round.trouble().isEmpty();
    }

    private static ObjectNode line(String kind, String mapping) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("at", now());
        line.put("kind", kind);
        line.put("table", mapping);
        return line;
    }

    private static void names(ArrayNode array, List<String> names) {
        names.forEach(array::add);
    }

    private static String fields(String before, List<String> names) {
        return names.isEmpty() ? "" : before + String.join(", ", names);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
