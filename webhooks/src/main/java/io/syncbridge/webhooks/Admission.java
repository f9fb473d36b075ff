package io.syncbridge.webhooks;

import java.util.List;

/** What the headers alone say about who is calling. */
sealed interface Admission {

    /** Known by a static secret, or nobody is asked. */
    record Admitted() implements Admission {}

    /** Claims a signature, which only the body's bytes can prove. */
    record Signed(SignatureClaim claim) implements Admission {}

    /** Not known. */
    record Unknown() implements Admission {}

    /** Signature headers that are none. */
    record Malformed(FieldError error) implements Admission {}

    /** A signature as its headers claim it: well formed and in time, not yet checked. */
    record SignatureClaim(String id, String timestamp, List<String> signatures) {
        public SignatureClaim {
            signatures = List.copyOf(signatures);
        }
    }
}
