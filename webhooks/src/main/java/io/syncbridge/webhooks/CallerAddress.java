package io.syncbridge.webhooks;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Who calls, for limits per source.
 *
 * @param proxies addresses whose {@code X-Forwarded-For} is believed; anybody else is the source itself
 */
public record CallerAddress(Set<String> proxies) {
    /** Copies the set. */
    public CallerAddress {
        proxies = Set.copyOf(proxies);
    }

    /** The source of a request. */
    public String of(HttpServletRequest request) {
        return of(request.getRemoteAddr(), RequestHeaders.of(request));
    }

    /**
     * The peer, or for a configured proxy the last address in {@code X-Forwarded-For} that is no such proxy. What stands
     * further left was written by the sender, who may write anything.
     */
    String of(String peer, RequestHeaders headers) {
        if (!proxies.contains(peer)) {
            return peer;
        }
        List<String> hops = headers.all("X-Forwarded-For").stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
        return hops.reversed().stream()
                .filter(hop -> !proxies.contains(hop))
                .findFirst()
                .filter(hop -> !hop.isEmpty())
                .orElse(peer);
    }
}
