package io.syncbridge.bridge.zapier;

/** How the bridge proves to Zapier who it is. */
public sealed interface ZapierCredentials {

    /** A ready token. */
    record Token(Secret token) implements ZapierCredentials {}

    /** An OAuth client that is exchanged for short-lived tokens. */
    record Client(String clientId, Secret clientSecret) implements ZapierCredentials {}
}
