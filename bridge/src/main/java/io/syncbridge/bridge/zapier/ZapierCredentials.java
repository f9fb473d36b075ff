package io.syncbridge.bridge.zapier;

import okhttp3.HttpUrl;
import okio.ByteString;

/** How the bridge proves to Zapier who it is. */
public sealed interface ZapierCredentials {

    /** A ready token. */
    record Token(Secret token) implements ZapierCredentials {}

    /** An OAuth client that is exchanged for short-lived tokens. */
    record Client(String clientId, Secret clientSecret) implements ZapierCredentials {}

    /** A short text that is the same for every instance with this address and login, and tells nothing of either. */
    default String fingerprint(HttpUrl address) {
        String login = switch (this) {
            case Token ready -> "token " + ready.token().value();
            case Client client -> "client " + client.clientId();
        };
        return ByteString.encodeUtf8(address + " " + login).sha256().hex().substring(0, 32);
    }
}
