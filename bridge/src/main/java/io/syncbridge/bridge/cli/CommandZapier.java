package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import io.syncbridge.bridge.config.Settings;
import io.syncbridge.bridge.zapier.ZapierCredentials;
import io.syncbridge.bridge.zapier.ZapierHttp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import okhttp3.HttpUrl;

/** Zapier as a verb needs it: a few calls, each within 30 s, outside the service's budget. */
record CommandZapier(ZapierHttp http) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * Prepares the connection; nothing is called yet.
     *
     * @throws ConfigProblems when ZAPIER_BASE_URL is no address
     */
    static CommandZapier open(Settings settings, ZapierCredentials credentials) throws ConfigProblems {
        HttpUrl url = HttpUrl.parse(settings.get("zapier_base_url").orElse("https://zapier.com"));
        if (url == null) {
            throw new ConfigProblems(List.of("ZAPIER_BASE_URL is not an address; leave it out for Zapier itself"));
        }
        return new CommandZapier(new ZapierHttp(url, credentials, TIMEOUT, InstantSource.system()));
    }

    @Override
    public void close() {
        http.close();
    }
}
