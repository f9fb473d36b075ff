package io.syncbridge.bridge.capture;

import io.syncbridge.bridge.store.OwnWrites;
import io.syncbridge.bridge.store.Quoted;
import io.syncbridge.bridge.store.Tx;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The capture triggers of one mapping: their SQL, putting them in place and taking them away. Each is safe to repeat. Needs
 * the right to create triggers on the table; holds its lock (no writes) for a moment, and gives up after 5 s when others
 * are in the way.
 */
public final class CaptureTriggers {
    /** The channel that the triggers notify. */
    public static final String CHANNEL = "bridge";

    private static final String PATIENCE = "set local lock_timeout = '5s'";
    private static final String INSTALLED = """
            select position('pg_notify' in p.prosrc) > 0 as wakes
              from pg_catalog.pg_trigger t
              join pg_catalog.pg_proc p on p.oid = t.tgfoid
              join pg_catalog.pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'bridge' and p.proname = ? and not t.tgisinternal and t.tgenabled <> 'D'
             limit 1
            """;
    private static final int LONGEST_NAME = 63;
    private static final Pattern PLACE = Pattern.compile("\\{[a-z ]+}");
    private static final Pattern BODY = Pattern.compile("\\$capture\\$\\n(.*)\\$capture\\$", Pattern.DOTALL);

    private final TableMapping mapping;
    private final boolean notify;

    /**
     * The triggers of a mapping.
     *
     * @param notify true to wake the bridge at every commit. PostgreSQL lets only one notifying transaction commit at a time
     *     (docs/capture.md has figures); without it a change is found within a second
     * @throws IllegalArgumentException for a mapping that is not two-way: nothing of its table travels
     */
    public CaptureTriggers(TableMapping mapping, boolean notify) {
        if (mapping.mode() != SyncMode.TWO_WAY) {
            throw new IllegalArgumentException("mapping " + mapping.name() + " takes nothing from Supabase");
        }
        this.mapping = mapping;
        this.notify = notify;
    }

    /** The SQL that puts them in place, for whoever wants to run it by hand or as a migration. */
    public String installSql() {
        String template = resource("install.sql")
                .replace("{notify}", notify ? resource("notify.sql").strip() : "");
        Matcher body = BODY.matcher(template);
        if (!body.find()) {
            throw new IllegalStateException("install.sql has no body");
        }
        return filled(template.substring(0, body.start()))
                + Quoted.block(filled(body.group(1)))
                + filled(template.substring(body.end()));
    }

    /** The SQL that takes them away. */
    public String removeSql() {
        return filled(resource("remove.sql"));
    }

    /** Puts them in place, or brings them up to date. */
    public void install(Tx tx) throws SQLException {
        tx.update(PATIENCE);
        tx.update(installSql());
    }

    /** Takes them away; what they noted stays to be drained. */
    public void remove(Tx tx) throws SQLException {
        tx.update(PATIENCE);
        tx.update(removeSql());
    }

    /** Whether and how a table is captured. */
    public enum Mode {
        /** It is not. */
        OFF,
        /** Changes are noted. */
        NOTED,
        /** Changes are noted and the bridge is woken. */
        NOTIFYING
    }

    /** What is in place now. */
    public static Mode mode(Tx tx, TableMapping mapping) throws SQLException {
        return tx.first(INSTALLED, row -> row.getBoolean("wakes") ? Mode.NOTIFYING : Mode.NOTED, functionName(mapping))
                .orElse(Mode.OFF);
    }

    /** In one pass: a name that looks like another place to fill stays a name. */
    private String filled(String sql) {
        Map<String, String> names = Map.of(
                "{function}", Quoted.name(functionName(mapping)),
                "{rows trigger}", Quoted.name(cut("zz_bridge_" + mapping.name())),
                "{truncate trigger}", Quoted.name(cut("zz_bridge_truncate_" + mapping.name())),
                "{table}", Quoted.table(mapping.supabase()),
                "{mapping}", Quoted.text(mapping.name()),
                "{announced}", new OwnWrites(mapping.name()).condition(),
                "{key}", Quoted.name(mapping.field(mapping.key()).column()));
        return PLACE.matcher(sql).replaceAll(place -> {
            String name = names.getOrDefault(place.group(), place.group());
            return Matcher.quoteReplacement(name);
        });
    }

    private static String functionName(TableMapping mapping) {
        return cut("capture_" + mapping.name());
    }

    /** PostgreSQL cuts longer names by itself, but the catalog must be asked for what it keeps. */
    private static String cut(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private static String resource(String name) {
        try (InputStream file = CaptureTriggers.class.getResourceAsStream("/capture/" + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing on the class path");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
