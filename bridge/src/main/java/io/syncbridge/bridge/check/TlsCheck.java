package io.syncbridge.bridge.check;

import io.syncbridge.bridge.config.DatabaseAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the way to the database is protected, by the address alone. Source: supabase-side reference, section 11. */
public record TlsCheck(DatabaseAddress address) implements Check {
    private static final String AREA = "database";
    private static final Pattern MODE = Pattern.compile("[?&]sslmode=([a-z-]+)");
    private static final Pattern LOCAL =
            Pattern.compile("jdbc:postgresql:(?://(?:localhost|127\\.[0-9.]+|\\[::1])(?::\\d+)?/.*|(?!//).*)");
    private static final String VERIFIED =
            "add sslmode=verify-full and sslrootcert=<file of the project's CA certificate> to DATABASE_URL";

    @Override
    public List<Finding> findings() {
        return List.of(finding());
    }

    private Finding finding() {
        Matcher stated = MODE.matcher(address.jdbcUrl());
        String mode = stated.find() ? stated.group(1) : "prefer";
        if (mode.equals("verify-full") || mode.equals("verify-ca")) {
            return new Finding.Ok(AREA, "encrypted and verified (sslmode=" + mode + ")");
        }
        if (LOCAL.matcher(address.jdbcUrl()).matches()) {
            return new Finding.Ok(AREA, "on this machine, no TLS needed");
        }
        return switch (mode) {
            case "require" ->
                new Finding.Note(
                        AREA,
                        "encrypted, but whoever answers is believed to be the database (sslmode=require); " + VERIFIED);
            case "disable" ->
                new Finding.Note(
                        AREA, "not encrypted (sslmode=disable): password and rows travel in clear; " + VERIFIED);
            default ->
                new Finding.Note(
                        AREA,
                        "may be unencrypted without a word (sslmode=" + mode
                                + "): a server without TLS is taken as it is; " + VERIFIED);
        };
    }
}
