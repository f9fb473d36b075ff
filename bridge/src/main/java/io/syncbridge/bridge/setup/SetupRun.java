package io.syncbridge.bridge.setup;

import io.syncbridge.bridge.config.ConfigFile;
import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.config.ZapierNames;
import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.schema.MappingStates;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.store.DatabaseException;
import io.syncbridge.bridge.zapier.ZapierTableMaker;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.mapping.TableMapping;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One run of setup past the migrations: secrets, Supabase's webhooks, Zapier's tables, and the configuration file that
 * remembers what was found. Each part that lacks something says what, and holds up no other.
 */
public final class SetupRun {
    private static final int SECRET_BYTES = 32;

    private final Database database;
    private final List<TableMapping> mappings;
    private final Optional<ConfigFile> file;
    private final Journal journal;
    private Settings settings;

    /**
     * A run.
     *
     * @param file the configuration file, where there is one
     */
    public SetupRun(
            Database database,
            List<TableMapping> mappings,
            Settings settings,
            Optional<ConfigFile> file,
            Journal journal) {
        this.database = database;
        this.mappings = List.copyOf(mappings);
        this.settings = settings;
        this.file = file;
        this.journal = journal;
    }

    /** Makes up the secrets that are missing and remembers the public address; answers the settings as they are then. */
    public Settings remember(Optional<PublicAddress> address) throws IOException {
        Map<String, String> wanted = new LinkedHashMap<>();
        address.filter(given -> !settings.get("bridge_url").equals(Optional.of(given.url())))
                .ifPresent(given -> wanted.put("bridge_url", given.url()));
        boolean writable = file.filter(ConfigFile::isWritable).isPresent();
        for (String name : List.of("supabase_webhook_secret", "zapier_webhook_secret")) {
            if (settings.get(name).isEmpty() && writable) {
                wanted.put(name, secret());
            } else if (settings.get(name).isEmpty()) {
                journal.left(name.toUpperCase(Locale.ROOT)
                        + " is not set: set it to a long random text (openssl rand -hex 32), then run setup again");
            }
        }
        write(wanted);
        settings = settings.with(wanted);
        return settings;
    }

    /** Supabase's webhook triggers. */
    public void supabase() {
        if (settings.get("bridge_url").isEmpty()) {
            journal.left(
                    "the bridge's public address is not known, so Supabase and Zapier cannot be told where to post:"
                            + " run ./bridgectl setup --url https://bridge.example.com (or set BRIDGE_URL)");
        }
        WebhookTarget.of(settings)
                .ifPresent(target -> new SupabaseWebhooks(database, target, journal).install(mappings));
    }

    /** Zapier's tables and fields; answers the ULIDs by mapping name, as far as they are known now. */
    public Map<String, String> zapier(ZapierTablesClient zapier, ZapierTableMaker maker, ZapierNames names)
            throws IOException {
        ZapierSide side = new ZapierSide(zapier, maker, names.tables(), names.fields(), journal);
        Map<String, String> ids = new LinkedHashMap<>();
        Map<String, String> wanted = new LinkedHashMap<>();
        for (TableMapping mapping : mappings) {
            Optional<ZapierSide.Found> found = side.prepare(mapping, known(mapping));
            found.ifPresent(table -> {
                ids.put(mapping.name(), table.id());
                if (!table.id().isEmpty()) {
                    wanted.put(ZapierNames.tableSetting(mapping), table.id());
                }
                if (!table.keys().isEmpty()) {
                    wanted.put(ZapierNames.fieldsSetting(mapping), ZapierNames.fieldsText(table.keys()));
                }
            });
        }
        wanted.entrySet().removeIf(entry -> settings.get(entry.getKey()).equals(Optional.of(entry.getValue())));
        write(wanted);
        settings = settings.with(wanted);
        return ids;
    }

    /** What a person does in Zapier; empty while the public address is not known. */
    public List<String> zapSteps(Map<String, String> tableIds, boolean showSecrets) {
        Optional<PublicAddress> address = settings.get("bridge_url").flatMap(PublicAddress::parse);
        String secret = showSecrets
                ? settings.get("zapier_webhook_secret").map(SetupRun::first).orElse("<ZAPIER_WEBHOOK_SECRET>")
                : "<ZAPIER_WEBHOOK_SECRET>   (its value; --show-secrets prints it here)";
        return address.map(url -> new ZapSteps(url, secret)).stream()
                .flatMap(steps -> mappings.stream()
                        .flatMap(mapping -> steps.of(mapping, tableIds.getOrDefault(mapping.name(), "")).stream()))
                .toList();
    }

    private static String first(String secrets) {
        return secrets.split(",", 2)[0].strip();
    }

    private Optional<Binding> known(TableMapping mapping) {
        try {
            return new MappingStates(database).binding(mapping.name());
        } catch (DatabaseException failed) {
            if (failed.isSchemaFault() || failed.sqlState().equals("3F000")) {
                return Optional.empty(); // a dry run before the first migration
            }
            throw failed;
        }
    }

    /** Into the file, or onto the screen where there is none; secrets are made up only where there is one. */
    private void write(Map<String, String> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        Optional<ConfigFile> writable = file.filter(ConfigFile::isWritable);
        String names = String.join(", ", wanted.keySet());
        if (writable.isPresent()) {
            if (!journal.isDryRun()) {
                writable.get().set(wanted);
            }
            journal.changed(
                    "wrote", "would write", names + " into " + writable.get().path());
        } else {
            journal.left("there is no configuration file that can be written; put these lines into bridge.yaml:\n"
                    + String.join(
                            "\n",
                            wanted.entrySet().stream()
                                    .map(entry -> "      " + ConfigFile.line(entry.getKey(), entry.getValue()))
                                    .toList()));
        }
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
