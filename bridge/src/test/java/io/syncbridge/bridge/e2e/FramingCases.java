package io.syncbridge.bridge.e2e;

import static io.syncbridge.bridge.e2e.SentRequest.EVENT;
import static io.syncbridge.bridge.e2e.SentRequest.SUPABASE;
import static io.syncbridge.bridge.e2e.SentRequest.head;
import static io.syncbridge.bridge.e2e.SentRequest.post;
import static io.syncbridge.bridge.e2e.SentRequest.raw;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Requests that are broken before their content matters. */
final class FramingCases {
    private static final String GROUP = "framing, headers, addresses";
    private static final String LENGTH = "Content-Length: " + EVENT.length() + "\r\n";
    private static final String HTTP = "valid HTTP/1.1";

    private FramingCases() {}

    static List<InputCase> all() {
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        String oneChunk = Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n0\r\n\r\n";
        String head = head(SUPABASE);
        return List.of(
                bad("length and chunks", head + LENGTH + chunked + oneChunk, HTTP, 400),
                bad("two different lengths", head + LENGTH + "Content-Length: 5\r\n\r\n" + EVENT, HTTP, 400),
                bad("a negative length", head + "Content-Length: -1\r\n\r\n" + EVENT, HTTP, 400),
                bad("a length that is no number", head + "Content-Length: 5x\r\n\r\n" + EVENT, HTTP, 400),
                bad("a length beyond 64 bits", head + "Content-Length: 99999999999999999999\r\n\r\n", HTTP, 400),
                bad("a transfer encoding of gzip", head + "Transfer-Encoding: gzip\r\n\r\n" + EVENT, HTTP, 400),
                bad("a chunk size that is no number", head + chunked + "zz\r\n{}\r\n0\r\n\r\n", "body", 400),
                bad("chunks that break off", head + chunked + "5\r\n{\"ty", "body", 400),
                bad("a body shorter than its length", head + "Content-Length: 999\r\n\r\n" + EVENT, "body", 400),
                raw(GROUP, "the event as one chunk", head + chunked + oneChunk, "accepted", 202),
                bad("over the limit by its length", head + "Content-Length: 99999999\r\n\r\n", "bytes", 413),
                bad("over the limit in chunks", head(SentRequest.ZAPIER) + chunked + manyChunks(), "bytes", 413),
                bad("64 kB of one header", head + "X-Long: " + "x".repeat(64 << 10) + "\r\n\r\n", "16384", 431),
                bad("endless headers", head + "X-Many: x\r\n".repeat(8000) + "\r\n", "16384", 431),
                bad("a request line of 100 kB", head("/webhooks/" + "x".repeat(100 << 10)) + "\r\n", "16384", 414),
                bad("no Host", without(head, "Host: bridge\r\n"), HTTP, 400),
                bad("two Hosts", with(head, "Host: other\r\n"), HTTP, 400),
                bad("a carriage return in a header", with(head, "X-A: a\rb\r\n"), HTTP, 400),
                bad("a NUL in a header", with(head, "X-A: a\0b\r\n"), HTTP, 400),
                bad("a blank in a header's name", with(head, "X A: b\r\n"), HTTP, 400),
                bad("a blank before the colon", with(head, "X-A : b\r\n"), HTTP, 400),
                bad("a folded header", with(head, "X-A: a\r\n b\r\n"), HTTP, 400),
                bad("no name before the colon", with(head, ": b\r\n"), HTTP, 400),
                bad("HTTP/0.9", "POST /webhooks/supabase\r\n\r\n", "HTTP/1.1", 400, 505),
                bad("HTTP/3.7", head.replace("HTTP/1.1", "HTTP/3.7") + LENGTH + "\r\n" + EVENT, "HTTP/1.1", 400, 505),
                raw(GROUP, "HTTP/1.0", head.replace("HTTP/1.1", "HTTP/1.0") + LENGTH + "\r\n" + EVENT, "acc", 202),
                raw(GROUP, "the address in absolute form", absolute(head) + LENGTH + "\r\n" + EVENT, "acc", 202),
                bad("the method FOO", with(head.replaceFirst("POST", "FOO"), ""), "", 400, 404, 405),
                bad("the method GET", with(head.replaceFirst("POST", "GET"), ""), "POST", 405),
                bad("the method PUT", with(head.replaceFirst("POST", "PUT"), ""), "POST", 405),
                bad("the method DELETE", with(head.replaceFirst("POST", "DELETE"), ""), "Allow: POST", 405),
                bad("the method TRACE", with(head.replaceFirst("POST", "TRACE"), ""), "POST", 405),
                bad("the method OPTIONS", with(head.replaceFirst("POST", "OPTIONS"), ""), "POST", 405),
                bad("an unknown address", with(head("/webhooks/other/x"), ""), "webhooks go to", 404),
                bad("dots in the address", with(head("/webhooks/zapier/../../api"), ""), "", 404),
                bad("encoded dots in the address", with(head("/webhooks/%2e%2e/api"), ""), "", 400, 404),
                raw(GROUP, "an encoded slash", with(head("/webhooks/zapier/..%2f..%2fapi"), ""), "", 200, 400),
                bad("an encoded NUL", with(head("/webhooks/zapier/%00"), ""), HTTP, 400),
                bad("no hexadecimal after %", with(head("/webhooks/zapier/%zz"), ""), HTTP, 400),
                bad("bytes that are no UTF-8 in the address", with(head("/webhooks/zapier/%ff"), ""), HTTP, 400),
                slow("headers that trickle in", head + "X-Slow: ", 'x'),
                slow("a body that trickles in", head + "Content-Length: 999999\r\n\r\n{", ' '));
    }

    private static SentRequest bad(String name, String text, String says, Integer... statuses) {
        return raw(GROUP, name, text, says, statuses);
    }

    private static SentRequest slow(String name, String begin, char more) {
        return new SentRequest(
                GROUP,
                name,
                (http, state) -> http.trickle(begin.getBytes(StandardCharsets.US_ASCII), more),
                Set.of(0, 408),
                "");
    }

    private static String with(String head, String header) {
        return new String(post(head + header, EVENT), StandardCharsets.ISO_8859_1);
    }

    private static String without(String head, String header) {
        return with(head.replace(header, ""), "");
    }

    private static String absolute(String head) {
        return head.replaceFirst(" /webhooks", " http://bridge/webhooks");
    }

    private static String manyChunks() {
        return ("4000\r\n" + " ".repeat(0x4000) + "\r\n").repeat(80) + "0\r\n\r\n";
    }
}
