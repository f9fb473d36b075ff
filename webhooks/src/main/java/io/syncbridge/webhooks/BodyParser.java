package io.syncbridge.webhooks;

/** Understands the bodies of one address. */
interface BodyParser {

    /**
     * Says what the body points at. Pure, and the body may be anything.
     *
     * @param isForm true for a form, false for JSON
     */
    Parsed parse(byte[] body, boolean isForm);
}
