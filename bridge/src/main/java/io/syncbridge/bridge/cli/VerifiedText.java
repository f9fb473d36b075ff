package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.verify.Difference;
import io.syncbridge.bridge.verify.Verified;
import io.syncbridge.bridge.verify.VerifiedJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a comparison found, for a person. */
record VerifiedText(PrintWriter out, PrintWriter err, boolean values) {
    private static final int MOST_LINES = 50;

    void print(Verified found) {
        switch (found) {
            case Verified.Complete complete -> print(complete);
            case Verified.Broken broken -> {
                err.println(broken.mapping() + ": not compared, which proves nothing: " + broken.reason());
                err.flush();
            }
        }
        out.flush();
    }

    static boolean isAnyWaiting(List<Verified.Complete> all) {
        return all.stream()
                .flatMap(found -> found.differences().stream())
                .anyMatch(difference -> difference.state() == Difference.State.WAITING);
    }

    private void print(Verified.Complete found) {
        out.println(String.format(
                Locale.ROOT,
                "%s: %s  (%,d rows, %,d Zapier records, %.1f s)",
                found.mapping(),
                found.differing() == 0 ? "equal" : String.format(Locale.ROOT, "%,d differ", found.differing()),
                found.supabaseRows(),
                found.zapierRecords(),
                found.took().toMillis() / 1000.0));
        found.differences().stream().limit(MOST_LINES).forEach(this::print);
        more(found.differences().size() - MOST_LINES, "more; --json lists them");
        more(found.notLookedAt(), "more seem to differ and were not looked at twice; settle these first");
        more(found.onTheirWay().size(), "on their way all the while: neither equal nor different; look again later");
        more(found.kept(), "on one side only, or as they were recorded, because the mapping's rules leave them so");
    }

    private void print(Difference difference) {
        out.println("  " + difference.record() + "  " + difference.what() + state(difference));
        if (values && difference.kind() == Difference.Kind.FIELDS) {
            for (Difference.Field field : difference.fields()) {
                out.println("      " + field.name() + "  Supabase " + VerifiedJson.text(field.supabase()) + "  Zapier "
                        + VerifiedJson.text(field.zapier()));
            }
        }
    }

    private String state(Difference difference) {
        String reason = difference.reason().map(why -> ": " + why).orElse("");
        return switch (difference.state()) {
            case PARKED -> "  parked" + reason;
            case WAITING -> "  due, but nobody took it up";
            case SETTLED -> values && !reason.isEmpty() ? reason : "";
        };
    }

    private void more(long count, String what) {
        if (count > 0) {
            out.println(String.format(Locale.ROOT, "  %,d %s", count, what));
        }
    }
}
