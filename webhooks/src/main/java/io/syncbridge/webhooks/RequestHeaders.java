package io.syncbridge.webhooks;

import java.util.List;

/** The headers of one request. */
interface RequestHeaders {

    /** Every value of the header, in order; the name's case does not matter. */
    List<String> all(String name);
}
