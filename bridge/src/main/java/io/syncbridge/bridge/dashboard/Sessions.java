package io.syncbridge.bridge.dashboard;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

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

    private final String adminToken;
    private final Signer signer;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(String adminToken, InstantSource clock) {
        this.adminToken = adminToken;
        this.signer = new Signer(adminToken);
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
        return Signer.same(adminToken, token)
                ? Optional.of(session(Role.ADMIN, clock.instant().plus(LASTS)))
                : Optional.empty();
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
        return new Session(role, expires, text, signer.sign(CSRF, text));
    }

    private String signed(String purpose, Role role, Instant expires) {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        String text =
                role + "." + expires.getEpochSecond() + "." + HexFormat.of().formatHex(nonce);
        return text + "." + signer.sign(purpose, text);
    }

    private Optional<Session> read(String purpose, String text) {
        int end = text.lastIndexOf('.');
        if (end < 0 || !signer.isSigned(purpose, text.substring(0, end), text.substring(end + 1))) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
        Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[1]));
        return expires.isAfter(clock.instant())
                ? Optional.of(new Session(Role.valueOf(parts[0]), expires, text, signer.sign(CSRF, text)))
                : Optional.empty();
    }
}
