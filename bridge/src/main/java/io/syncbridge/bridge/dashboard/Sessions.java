package io.syncbridge.bridge.dashboard;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who looks at the page. A session is a signed text {@code role.expiry.nonce.signature}: nothing is kept, so any instance
 * knows the sessions of all, a restart ends none, and another admin token ends every one.
 */
final class Sessions {
    private static final Duration LASTS = Duration.ofHours(12);
    private static final Duration LONGEST_SHARE = Duration.ofDays(30);
    private static final String SESSION = "session";
    private static final String SHARE = "share";
    private static final String CSRF = "csrf";

    private final List<String> adminTokens;
    private final List<Signer> signers;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Sessions under a token, or two while one is being replaced: the first, new one signs, both open and are believed.
     *
     * @param adminTokens separated by a comma
     */
    Sessions(String adminTokens, InstantSource clock) {
        this.adminTokens =
                Stream.of(adminTokens.split(",", -1)).map(String::strip).toList();
        this.signers = this.adminTokens.stream().map(Signer::new).toList();
        this.clock = clock;
    }

    /** What somebody may do. */
    enum Role {
        /** Sees contents and acts. */
        ADMIN,
        /** Sees how things stand, without contents of rows. */
        VIEWER
    }

    /**
     * A session as its cookie holds it.
     *
     * @param text for the cookie
     * @param csrf what an action must state besides the cookie
     */
    record Session(Role role, Instant expires, String text, String csrf) {}

    /** A session for whoever knows the admin token. */
    Optional<Session> login(String token) {
        boolean known = false;
        for (String adminToken : adminTokens) {
            known |= Signer.same(adminToken, token);
        }
        return known ? Optional.of(session(Role.ADMIN, clock.instant().plus(LASTS))) : Optional.empty();
    }

    /** A session for whoever got a share link that is still good; it ends when the link does. */
    Optional<Session> visit(String share) {
        return read(SHARE, share).map(link -> session(Role.VIEWER, link.expires()));
    }

    /** The session that a cookie holds; empty when it is none of ours, or over. */
    Optional<Session> of(String cookie) {
        return read(SESSION, cookie);
    }

    /** A text that lets its bearer look, but not act, for a while; at most 30 days. */
    String share(Duration wanted) {
        Duration lasts = wanted.compareTo(LONGEST_SHARE) > 0 ? LONGEST_SHARE : wanted;
        return signed(SHARE, Role.VIEWER, clock.instant().plus(lasts));
    }

    private Session session(Role role, Instant expires) {
        String text = signed(SESSION, role, expires);
        return new Session(role, expires, text, signers.getFirst().sign(CSRF, text));
    }

    private String signed(String purpose, Role role, Instant expires) {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        String text =
                role + "." + expires.getEpochSecond() + "." + HexFormat.of().formatHex(nonce);
        return text + "." + signers.getFirst().sign(purpose, text);
    }

    private Optional<Session> read(String purpose, String text) {
        int end = text.lastIndexOf('.');
        return end < 0
                ? Optional.empty()
                : signers.stream()
                        .filter(signer -> signer.isSigned(purpose, text.substring(0, end), text.substring(end + 1)))
                        .findFirst()
                        .flatMap(signer -> read(text, signer));
    }

    private Optional<Session> read(String text, Signer signer) {
        String[] parts = text.split("\\.", -1);
        Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[1]));
        return expires.isAfter(clock.instant())
                ? Optional.of(new Session(Role.valueOf(parts[0]), expires, text, signer.sign(CSRF, text)))
                : Optional.empty();
    }
}
