package io.syncbridge.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the three headers of Standard Webhooks. What no sender following that specification can produce is malformed
 * (400); what is well formed but too old, too new or of an unknown version is not known (401).
 */
final class SignatureHeaders {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Pattern ID_FORM = Pattern.compile("[!-~&&[^.]]{1,256}");
    private static final Pattern TIMESTAMP_FORM = Pattern.compile("[0-9]{1,11}");
    private static final Pattern ENTRY_FORM = Pattern.compile("([A-Za-z0-9]{1,16}),([A-Za-z0-9+/=_-]+)");
    private static final int HMAC_SHA256_BYTES = 32;

    private SignatureHeaders() {}

    static Admission read(RequestHeaders headers, Instant now) {
        for (String name : List.of(ID, TIMESTAMP, SIGNATURE)) {
            List<String> values = headers.all(name);
            if (values.size() != 1 || values.getFirst().length() > Secret.MAX_LENGTH) {
                return malformed(name, "a signed request has this header once, with at most 4096 characters");
            }
        }
        String id = headers.all(ID).getFirst();
        String timestamp = headers.all(TIMESTAMP).getFirst();
        if (!ID_FORM.matcher(id).matches()) {
            // A dot would let one signed text be cut into id, time and body in two ways.
            return malformed(ID, "must be 1 to 256 visible ASCII characters other than the dot");
        }
        if (!TIMESTAMP_FORM.matcher(timestamp).matches()) {
            return malformed(TIMESTAMP, "must be whole seconds since 1970");
        }
        List<String> signatures = new ArrayList<>();
        for (String entry : headers.all(SIGNATURE).getFirst().strip().split(" +", -1)) {
            var form = ENTRY_FORM.matcher(entry);
            if (!form.matches() || (form.group(1).equals("v1") && !isHmac(form.group(2)))) {
                return malformed(SIGNATURE, "must be version,base64 entries, separated by blanks");
            }
            if (form.group(1).equals("v1")) {
                signatures.add(form.group(2));
            }
        }
        Duration distance = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        return signatures.isEmpty() || distance.abs().compareTo(TOLERANCE) > 0
                ? new Admission.Unknown()
                : new Admission.Signed(new Admission.SignatureClaim(id, timestamp, signatures));
    }

    private static boolean isHmac(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == HMAC_SHA256_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Admission malformed(String header, String message) {
        return new Admission.Malformed(new FieldError(header, message));
    }
}
