package io.syncbridge.bridge.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the database is. Reads both usual spellings: {@code jdbc:postgresql://…} and {@code postgres://user:pw@host/db}.
 * On port 6543 or with {@code pgbouncer=true} (transaction pooler) server-side prepared statements are switched off; they fail there.
 *
 * @param jdbcUrl the driver's address, without credentials where they were given in the URL form
 * @param user the role; empty means the URL or the driver's default decides
 * @param password its password; may be empty
 */
public record DatabaseAddress(String jdbcUrl, Optional<String> user, Optional<String> password) {
    private static final Pattern LOGIN = Pattern.compile("^jdbc:postgresql://[^/?]*@");
    private static final Pattern PGBOUNCER = Pattern.compile("[?&]pgbouncer=true(?:&|$)");
    private static final Pattern TRANSACTION_POOLER = Pattern.compile("^[^?]*:6543(?:/|\\?|$)");

    /** Reads an address; empty when the text is none. */
    public static Optional<DatabaseAddress> parse(String text) {
        if (text.startsWith("jdbc:postgresql:") && !LOGIN.matcher(text).find()) {
            return Optional.of(new DatabaseAddress(pooled(text), Optional.empty(), Optional.empty()));
        }
        try {
            // The driver takes no credentials before the host, but people write them there in this spelling as well.
            URI uri = new URI(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
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

    /**
     * True behind a pooler that gives each transaction another session: nothing may be kept in one. So the bridge prepares no
     * statement on the server there, sets nothing for the session and does not LISTEN.
     */
    public boolean isTransactionPooled() {
        return jdbcUrl.contains("prepareThreshold=0");
    }

    /** True for an address of a transaction pooler that asks for prepared statements all the same: they fail there. */
    public boolean preparesBehindPooler() {
        return isPooler(jdbcUrl) && !isTransactionPooled();
    }

    private static boolean isPooler(String jdbcUrl) {
        return TRANSACTION_POOLER.matcher(jdbcUrl).find()
                || PGBOUNCER.matcher(jdbcUrl).find();
    }

    private static String pooled(String jdbcUrl) {
        return isPooler(jdbcUrl) && !jdbcUrl.contains("prepareThreshold")
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
