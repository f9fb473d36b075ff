package io.syncbridge.bridge.alert;

import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Incidents, and what is to be told of them, in {@code bridge.alert} and {@code bridge.alert_message}. */
public final class IncidentStore {
    private static final String TURN = """
            update bridge.alert_turn set looked_at = clock_timestamp()
             where looked_at <= clock_timestamp() - ? * interval '1 millisecond'
            """;
    /** Two instances that look at the same time decide one after the other. */
    private static final String LOCK = "select 1 from bridge.alert_turn for update";

    private static final String CURRENT = """
            select id, rule, subject, since, seen_at, opened_at, told_at, summary, remedy
              from bridge.alert where healed_at is null order by since, id
            """;
    private static final String BEGIN = """
            insert into bridge.alert (rule, subject, since, seen_at, opened_at, told_at, summary, remedy)
            values (?, ?, ?, ?, cast(? as timestamptz), cast(? as timestamptz), ?, ?) returning id
            """;
    private static final String SEEN = """
            update bridge.alert set seen_at = ?, summary = ?, remedy = ?,
                   opened_at = case when ? then ? else opened_at end, told_at = case when ? then ? else told_at end
             where id = ?
            """;
    private static final String DROP = "delete from bridge.alert where id = ?";
    private static final String HEAL = "update bridge.alert set healed_at = ? where id = ?";
    private static final String TELL =
            "insert into bridge.alert_message (alert_id, kind, target, summary) values (?, ?, ?, ?)";
    private static final String FORGET =
            "delete from bridge.alert where healed_at < clock_timestamp() - interval '90 days'";

    private final Database database;

    /** Kept in this database. */
    public IncidentStore(Database database) {
        this.database = database;
    }

    /** The incidents that people were told of and that are not over, the oldest first. */
    public List<Incident> open() {
        return database.transaction(IncidentStore::current).stream()
                .filter(Incident::isOpen)
                .toList();
    }

    /** True for one caller of all instances, once in an interval. */
    boolean takesTurn(Duration interval) {
        // Whoever's clock ticks a little early must not leave this turn out.
        long most = Math.max(0, interval.toMillis() * 9 / 10);
        return database.transaction(tx -> tx.update(TURN, most)) > 0;
    }

    /** Carries out what a look means, with the messages about it, all or nothing; answers what was done. */
    List<Incidents.Turn> decide(Judged judged, AlertSettings settings) {
        return database.transaction(tx -> {
            boolean unused = tx.first(LOCK, row -> true).isPresent();
            Instant now = Figures.now(tx);
            List<Incidents.Turn> turns = Incidents.turns(current(tx), judged, settings, now);
            for (Incidents.Turn turn : turns) {
                carryOut(tx, turn, settings, now);
            }
            tx.update(FORGET);
            return turns;
        });
    }

    private static void carryOut(Tx tx, Incidents.Turn turn, AlertSettings settings, Instant now) throws SQLException {
        switch (turn) {
            case Incidents.Turn.Begin begin -> {
                long id = begin(tx, begin, now);
                if (begin.open()) {
                    tell(tx, id, "opened", begin.firing().summary(), settings);
                }
            }
            case Incidents.Turn.Seen seen -> seen(tx, seen.incident(), seen.firing(), now, false, false);
            case Incidents.Turn.Open open -> {
                seen(tx, open.incident(), open.firing(), now, true, true);
                tell(tx, open.incident().id(), "opened", open.firing().summary(), settings);
            }
            case Incidents.Turn.Remind remind -> {
                seen(tx, remind.incident(), remind.firing(), now, false, true);
                tell(tx, remind.incident().id(), "reminder", remind.firing().summary(), settings);
            }
            case Incidents.Turn.Drop drop -> tx.update(DROP, drop.incident().id());
            case Incidents.Turn.Heal heal -> {
                tx.update(HEAL, now, heal.incident().id());
                tell(tx, heal.incident().id(), "healed", heal.incident().summary(), settings);
            }
        }
    }

    private static long begin(Tx tx, Incidents.Turn.Begin begin, Instant now) throws SQLException {
        java.util.Optional<Instant> opened = begin.open() ? java.util.Optional.of(now) : java.util.Optional.empty();
        Firing firing = begin.firing();
        return tx.first(
                        BEGIN,
                        row -> row.getLong("id"),
                        firing.key().rule().label(),
                        firing.key().subject(),
                        now,
                        now,
                        opened,
                        opened,
                        firing.summary(),
                        firing.remedy())
                .orElseThrow();
    }

    private static void seen(Tx tx, Incident incident, Firing firing, Instant now, boolean opens, boolean tells)
            throws SQLException {
        tx.update(SEEN, now, firing.summary(), firing.remedy(), opens, now, tells, now, incident.id());
    }

    private static void tell(Tx tx, long id, String kind, String summary, AlertSettings settings) throws SQLException {
        for (AlertTarget target : settings.targets()) {
            tx.update(TELL, id, kind, target.label(), summary);
        }
    }

    private static List<Incident> current(Tx tx) throws SQLException {
        return tx.all(CURRENT, IncidentStore::incident).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Empty for a rule of another version of the bridge, which is not ours to judge. */
    private static List<Incident> incident(ResultSet row) throws SQLException {
        String label = row.getString("rule");
        long id = row.getLong("id");
        String subject = row.getString("subject");
        Instant since = Tx.instant(row, "since").orElse(Instant.EPOCH);
        Instant seen = Tx.instant(row, "seen_at").orElse(since);
        var opened = Tx.instant(row, "opened_at");
        var told = Tx.instant(row, "told_at");
        String summary = row.getString("summary");
        String remedy = row.getString("remedy");
        return Arrays.stream(AlertRule.values())
                .filter(rule -> rule.label().equals(label))
                .map(rule -> new Incident(id, rule, subject, since, seen, opened, told, summary, remedy))
                .toList();
    }
}
