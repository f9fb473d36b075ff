package io.syncbridge.bridge.zapier;

import okhttp3.HttpUrl;

/** Where Zapier's interfaces are, given the one address that a person sets. Source: zapier-tables-api reference, section 1.1. */
public final class ZapierAddress {
    private ZapierAddress() {}

    /** Where an interface is: zapier.com itself is reached through its gateway, any other address is taken as it is. */
    public static HttpUrl of(HttpUrl zapier, String path) {
        return under(gateway(zapier), path);
    }

    /** A path below an address, with one slash between them. */
    static HttpUrl under(HttpUrl url, String path) {
        String start = url.encodedPath().replaceAll("/+$", "");
        return url.newBuilder().encodedPath(start + path).build();
    }

    private static HttpUrl gateway(HttpUrl url) {
        return url.host().equals("zapier.com")
                ? url.newBuilder().host("sdkapi.zapier.com").build()
                : url;
    }
}
