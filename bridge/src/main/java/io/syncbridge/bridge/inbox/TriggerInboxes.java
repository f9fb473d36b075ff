package io.syncbridge.bridge.inbox;

import io.syncbridge.bridge.config.BridgeConfig;
import io.syncbridge.bridge.config.InboxSettings;
import io.syncbridge.bridge.sync.TableSync;
import io.syncbridge.bridge.zapier.ZapierAddress;
import io.syncbridge.bridge.zapier.ZapierHttp;
import io.syncbridge.webhooks.Intake;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.HttpUrl;

/** The trigger inboxes of all mappings that have one. */
public final class TriggerInboxes implements AutoCloseable {
    private static final String SDK_PATH = "/api/v0/sdk/trigger-inbox/api/v1";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ZapierHttp http;
    private final List<InboxWorker> workers;

    /** What was done for one mapping: messages stored, and messages that named no record. */
    public record Figures(InboxState state, long stored, long unreadable) {}

    /**
     * Prepares; {@link #start} begins.
     *
     * @param tables all mappings, paused ones too; those that the settings name get an inbox
     * @param intake where hints go
     */
    public TriggerInboxes(BridgeConfig config, List<TableSync> tables, Intake intake, InstantSource clock) {
        InboxSettings settings = config.inboxes();
        this.http = new ZapierHttp(config.zapierUrl(), config.credentials(), TIMEOUT, clock);
        HttpUrl base = settings.base().orElseGet(() -> ZapierAddress.of(config.zapierUrl(), SDK_PATH));
        InboxClient client = new InboxClient(http, base, settings);
        this.workers = tables.stream()
                .filter(table -> settings.mappings().contains(table.mapping().name()))
                .map(table -> new InboxWorker(
                        table, client, new InboxDrain(client, table.mapping(), intake), settings.poll()))
                .toList();
    }

    /** Begins to listen. */
    public void start() {
        workers.forEach(InboxWorker::start);
    }

    /** By mapping name. */
    public Map<String, Figures> figures() {
        Map<String, Figures> figures = new TreeMap<>();
        for (InboxWorker worker : workers) {
            InboxDrain drain = worker.drain();
            figures.put(worker.name(), new Figures(worker.state(), drain.stored(), drain.unreadable()));
        }
        return figures;
    }

    /** Stops listening; what is leased and not acked comes again. */
    @Override
    public void close() {
        workers.forEach(InboxWorker::close);
        http.close();
    }
}
