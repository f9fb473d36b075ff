package io.syncbridge.bridge.config;

import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * Where the outside reaches the bridge, without a trailing slash: webhooks are posted below it.
 *
 * @param url http or https, without query and credentials
 */
public record PublicAddress(String url) {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0");

    /** What to write, for messages. */
    public static final String FORM = "an address such as https://bridge.example.com";

    /** Reads one; empty when the text is none. */
    public static Optional<PublicAddress> parse(String text) {
        HttpUrl url = HttpUrl.parse(text.strip());
        if (url == null
                || url.query() != null
                || url.fragment() != null
                || !url.username().isEmpty()
                || !url.password().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PublicAddress(url.toString().replaceAll("/+$", "")));
    }

    /** Where Supabase's webhooks go. */
    public String forSupabase() {
        return url + "/webhooks/supabase";
    }

    /** Where a Zap of this mapping posts. */
    public String forZapier(String mapping) {
        return url + "/webhooks/zapier/" + mapping;
    }

    /** True when only programs on the same machine can reach it; of a hosted database that is the database's own. */
    public boolean isLocal() {
        HttpUrl parsed = HttpUrl.parse(url);
        return parsed != null && HERE.contains(parsed.host());
    }

    /** True when what is posted travels in clear. */
    public boolean isPlain() {
        return url.startsWith("http:");
    }
}
