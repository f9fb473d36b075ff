package io.syncbridge.webhooks;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers for requests that never reach a route: the status and its name, nothing of the request or the server. */
final class ServerRefusals extends ErrorHandler {
    private static final HttpField TYPE = new HttpField(HttpHeader.CONTENT_TYPE, "application/problem+json");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SafeHeaders.addTo(response.getHeaders(), request.getHeaders());
        response.getHeaders().put(TYPE);
        Content.Sink.write(response, true, text(response.getStatus()), callback);
        return true;
    }

    private static String text(int status) {
        return "{\"type\":\"about:blank\",\"title\":\"" + HttpStatus.getMessage(status) + "\",\"status\":" + status
                + ",\"detail\":\"" + detail(status) + "\"}";
    }

    private static String detail(int status) {
        return switch (status) {
            case HttpStatus.BAD_REQUEST_400 -> "request line, headers, address or framing are not valid HTTP/1.1";
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "request line and headers may have 16384 bytes together";
            case HttpStatus.REQUEST_TIMEOUT_408 -> "the request did not arrive in time";
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> "send HTTP/1.1";
            case HttpStatus.NOT_FOUND_404 -> "nothing is at this address";
            default -> "send a webhook as a POST request by HTTP/1.1";
        };
    }
}
