package io.syncbridge.bridge.cli;

import io.syncbridge.fixtures.postgres.EmbeddedServer;
import io.syncbridge.fixtures.postgres.ServerOptions;
import io.syncbridge.fixtures.postgres.SupabaseWebhooks;
import java.util.Optional;

/** An empty PostgreSQL that has what Supabase has for webhooks; or none, where none was asked for. */
final class SimulatedSupabase implements AutoCloseable {
    private final Optional<EmbeddedServer> server;
    private final Optional<SupabaseWebhooks> webhooks;

    private SimulatedSupabase(Optional<EmbeddedServer> server, Optional<SupabaseWebhooks> webhooks) {
        this.server = server;
        this.webhooks = webhooks;
    }

    static SimulatedSupabase none() {
        return new SimulatedSupabase(Optional.empty(), Optional.empty());
    }

    static SimulatedSupabase start() {
        EmbeddedServer server = EmbeddedServer.start(ServerOptions.temporary());
        return new SimulatedSupabase(
                Optional.of(server), Optional.of(SupabaseWebhooks.install(server.dataSource("postgres"))));
    }

    /** Its address, as {@code DATABASE_URL} takes it. */
    Optional<String> url() {
        return server.map(running -> "postgres://postgres@127.0.0.1:" + running.port() + "/postgres");
    }

    /** Stops both and deletes the data. */
    @Override
    public void close() {
        webhooks.ifPresent(SupabaseWebhooks::close);
        server.ifPresent(EmbeddedServer::close);
    }
}
