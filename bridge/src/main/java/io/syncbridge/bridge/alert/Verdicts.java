package io.syncbridge.bridge.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a snapshot by the configured limits. Says what to do about each; pure. */
final class Verdicts {
    private static final String STATUS = "./bridgectl status";

    private final AlertSettings settings;
    private final Snapshot now;
    private final List<Firing> firing = new ArrayList<>();
    private final Set<Firing.Key> undecided = new HashSet<>();
    private final Set<AlertRule> unread = new HashSet<>();

    private Verdicts(AlertSettings settings, Snapshot now) {
        this.settings = settings;
        this.now = now;
    }

    static Judged of(AlertSettings settings, Snapshot now) {
        return new Verdicts(settings, now).judge();
    }

    private Judged judge() {
        if (now.syncs().isPresent()) {
            failureRate(now.syncs().get());
            conflicts(now.syncs().get());
        } else {
            unread.addAll(Set.of(AlertRule.FAILURE_RATE, AlertRule.LAG, AlertRule.CONFLICTS));
        }
        now.tables().forEach(table -> {
            lag(table);
            parked(table);
            differences(table);
            table.paused()
                    .ifPresent(reason -> holds(
                            AlertRule.MAPPING_PAUSED,
                            table.mapping(),
                            table.mapping() + " is paused: " + reason,
                            "mend what it names; the mapping goes on by itself. " + STATUS + " tells when"));
        });
        now.silent().forEach(this::silent);
        now.clocks().forEach(this::skew);
        budget();
        now.refusals().forEach(this::refused);
        return new Judged(firing, undecided, unread);
    }

    private void failureRate(List<Snapshot.Syncs> syncs) {
        long failed = syncs.stream().mapToLong(Snapshot.Syncs::failed).sum();
        long all = failed + syncs.stream().mapToLong(Snapshot.Syncs::synced).sum();
        double share = all == 0 ? 0 : 100.0 * failed / all;
        exceeds(AlertRule.FAILURE_RATE, share)
                .ifPresent(limit -> holds(
                        AlertRule.FAILURE_RATE,
                        "",
                        String.format(
                                Locale.ROOT,
                                "%.1f %% of syncs failed in the last %s (%,d of %,d; %s), more than %s %%",
                                share,
                                span(settings.pace().window()),
                                failed,
                                all,
                                perTable(syncs, Snapshot.Syncs::failed),
                                number(limit)),
                        STATUS + " lists what is parked; ./bridgectl why TABLE ID tells why a record failed"));
    }

    private void conflicts(List<Snapshot.Syncs> syncs) {
        long decided = syncs.stream().mapToLong(Snapshot.Syncs::conflicts).sum();
        exceeds(AlertRule.CONFLICTS, (double) decided)
                .ifPresent(limit -> holds(
                        AlertRule.CONFLICTS,
                        "",
                        String.format(
                                Locale.ROOT,
                                "%,d conflicts were decided in the last %s (%s), more than %s",
                                decided,
                                span(settings.pace().window()),
                                perTable(syncs, Snapshot.Syncs::conflicts),
                                number(limit)),
                        "select * from bridge.recent_conflicts shows both values; ./bridgectl undo takes one back; see whether two"
                                + " programs write the same field"));
    }

    private void lag(Snapshot.Table table) {
        Optional<Duration> average = now.syncs().orElse(List.of()).stream()
                .filter(syncs -> syncs.mapping().equals(table.mapping()))
                .flatMap(syncs -> syncs.averageLag().stream())
                .findFirst();
        Optional<Double> late =
                exceeds(AlertRule.LAG, average.map(Verdicts::seconds).orElse(0.0));
        Optional<Double> stuck = exceeds(AlertRule.LAG, table.quiet() ? 0 : seconds(table.behind()));
        String remedy = STATUS + " says what it waits for; ./bridgectl check looks at both connections";
        if (stuck.isPresent()) {
            holds(
                    AlertRule.LAG,
                    table.mapping(),
                    table.mapping() + ": the oldest due record has waited for " + span(table.behind()) + ", more than "
                            + number(stuck.get()) + " s",
                    remedy);
        } else if (late.isPresent()) {
            holds(
                    AlertRule.LAG,
                    table.mapping(),
                    String.format(
                            Locale.ROOT,
                            "%s: changes of the last %s were synced %.1f s late on average, more than %s s",
                            table.mapping(),
                            span(settings.pace().window()),
                            seconds(average.orElse(Duration.ZERO)),
                            number(late.get())),
                    remedy);
        } else if (table.quiet() && !table.behind().isZero()) {
            undecided.add(new Firing.Key(AlertRule.LAG, table.mapping()));
        }
    }

    private void parked(Snapshot.Table table) {
        long told = table.quiet() ? 0 : table.parked() - table.untold();
        Optional<Double> limit = exceeds(AlertRule.PARKED, (double) told);
        if (limit.isPresent()) {
            holds(
                    AlertRule.PARKED,
                    table.mapping(),
                    table.mapping() + ": " + told + (told == 1 ? " record is parked" : " records are parked"),
                    STATUS + " counts them, select * from bridge.parked shows why; ./bridgectl drain tries them again,"
                            + " ./bridgectl retry-dlq --envelope ID --take supabase (or zapier) decides one");
        } else if (exceeds(AlertRule.PARKED, (double) table.parked()).isPresent()) {
            undecided.add(new Firing.Key(AlertRule.PARKED, table.mapping()));
        }
    }

    private void differences(Snapshot.Table table) {
        exceeds(AlertRule.DIFFERENCES, (double) table.differing())
                .ifPresent(limit -> holds(
                        AlertRule.DIFFERENCES,
                        table.mapping(),
                        table.mapping() + ": " + table.differing() + (table.differing() == 1 ? " record" : " records")
                                + " differed when both sides were compared last",
                        "./bridgectl verify " + table.mapping()
                                + " looks again and names them, --repair settles them"));
    }

    private void silent(Snapshot.Feed feed) {
        boolean supabase = feed.side().equals("supabase");
        holds(
                AlertRule.FEED_SILENT,
                feed.mapping() + " " + feed.side(),
                feed.mapping()
                        + (supabase
                                ? ": rows change in Supabase, but no webhook tells of it"
                                : ": records change in Zapier, but no Zap tells of it")
                        + "; sweeps find the changes until it does",
                supabase
                        ? "./bridgectl check looks at the webhook; ./bridgectl setup puts it right"
                        : "see in Zapier that the Zap is on and posts to this bridge; ./bridgectl setup prints the address");
    }

    private void skew(Snapshot.Clock clock) {
        exceeds(AlertRule.CLOCK_SKEW, seconds(clock.ahead().abs()))
                .ifPresent(limit -> holds(
                        AlertRule.CLOCK_SKEW,
                        clock.side(),
                        String.format(
                                Locale.ROOT,
                                "the clock of %s is %.1f s %s the bridge's, more than %s s: conflicts may go to the older edit",
                                clock.side(),
                                seconds(clock.ahead().abs()),
                                clock.ahead().isNegative() ? "behind" : "ahead of",
                                number(limit)),
                        "set the bridge's clock by NTP; ./bridgectl check measures again"));
    }

    private void budget() {
        double used = now.budgetUsed().orElse(0.0);
        exceeds(AlertRule.API_BUDGET, used)
                .ifPresent(limit -> holds(
                        AlertRule.API_BUDGET,
                        "",
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of the budget of Zapier calls is used, more than %s %%: changes will wait",
                                used,
                                number(limit)),
                        "see docs/zapier-api.md: raise ZAPIER_RATE_LIMIT if your plan allows it, or sweep less often"
                                + " (BRIDGE_SWEEP_INTERVAL)"));
    }

    private void refused(Snapshot.Refusal refusal) {
        holds(
                AlertRule.LOGIN_REFUSED,
                refusal.table(),
                (refusal.login() ? "Zapier refuses the login: " : "Zapier refuses a table: ") + refusal.reason(),
                refusal.login()
                        ? "make new credentials (npx zapier-sdk create-client-credentials), set them and restart the bridge;"
                                + " nothing is lost meanwhile"
                        : "./bridgectl check names the table; give the connection's user access to it again");
    }

    private void holds(AlertRule rule, String subject, String summary, String remedy) {
        if (settings.limit(rule).isPresent()) {
            firing.add(new Firing(new Firing.Key(rule, subject), summary, remedy));
        }
    }

    /** The limit that a figure exceeds. */
    private Optional<Double> exceeds(AlertRule rule, double figure) {
        return settings.limit(rule).map(AlertSettings.Limit::threshold).filter(limit -> figure > limit);
    }

    private static String perTable(
            List<Snapshot.Syncs> syncs, java.util.function.ToLongFunction<Snapshot.Syncs> figure) {
        return syncs.stream()
                .filter(table -> figure.applyAsLong(table) > 0)
                .map(table -> table.mapping() + " " + figure.applyAsLong(table))
                .collect(Collectors.joining(", "));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String number(double limit) {
        return limit == Math.rint(limit) ? Long.toString(Math.round(limit)) : Double.toString(limit);
    }

    /** A duration as people say it, in its two largest units: {@code 1 h 5 min}. */
    static String span(Duration duration) {
        long seconds = Math.max(duration.isZero() ? 0 : 1, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        long minutes = seconds / 60;
        if (minutes < 24 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        long hours = minutes / 60;
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }
}
