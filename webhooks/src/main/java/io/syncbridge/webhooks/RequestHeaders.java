package io.syncbridge.webhooks;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;

/** The headers of one request. */
interface RequestHeaders {

    /** Every value of the header, in order; the name's case does not matter. */
    List<String> all(String name);

    static RequestHeaders of(HttpServletRequest request) {
        return name -> Collections.list(request.getHeaders(name));
    }
}
