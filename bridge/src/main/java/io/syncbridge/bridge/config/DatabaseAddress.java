package io.syncbridge.bridge.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where the database is. Reads both usual spellings: {@code jdbc:postgresql://…} and {@code postgres://user:pw@host/db}.
 * On port 6543 (transaction pooler) server-side prepared statements are switched off; they fail there.
 *
 * @param jdbcUrl the driver's address, without credentials where they were given in the URL form
 * @param user the role; empty means the URL or the driver's default decides
 * @param password its password; may be empty
 */
public record DatabaseAddress(String jdbcUrl, Optional<String> user, Optional<String> password) {

    /** Reads an address; empty when the text is none. */
    public static Optional<DatabaseAddress> parse(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return Optional.of(new DatabaseAddress(pooled(text), Optional.empty(), Optional.empty()));
        }
        try {
            URI uri = new URI(text);
            boolean known = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
            if (!known
                    || uri.getHost() == null
                    || uri.getPath() == null
                    || uri.getPath().length() < 2) {
                return Optional.empty();
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String[] login = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            return Optional.of(new DatabaseAddress(
                    pooled("jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query),
                    login.length > 0 ? Optional.of(decoded(login[0])) : Optional.empty(),
                    login.length > 1 ? Optional.of(decoded(login[1])) : Optional.empty()));
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String pooled(String jdbcUrl) {
        boolean transactionPooler = jdbcUrl.contains(":6543/");
        return transactionPooler && !jdbcUrl.contains("prepareThreshold")
                ? jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "prepareThreshold=0"
                : jdbcUrl;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without credentials, which a jdbc: URL may hold as parameters. */
    @Override
    public String toString() {
        return jdbcUrl.replaceAll("\\?.*", "");
    }
}
