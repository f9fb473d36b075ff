package io.syncbridge.codec;

import io.syncbridge.row.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * IP addresses and networks in the spelling that PostgreSQL's inet prints. Written out rather than taken from
 * InetAddress: that one resolves names over the network and turns IPv4-mapped IPv6 addresses into IPv4.
 */
final class InetText {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern GROUP = Pattern.compile("[0-9a-f]{1,4}");

    private InetText() {}

    static Reading read(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<String> canonical =
                address.contains(":") ? v6(address) : v4(address).map(InetText::dotted);
        int most = address.contains(":") ? 128 : 32;
        String mask = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (canonical.isEmpty() || !mask.matches("\\d{1,3}") || Integer.parseInt(mask) > most) {
            return Reading.bad("is not an IP address or network", raw);
        }
        boolean whole = Integer.parseInt(mask) == most;
        return Reading.of(new FieldValue.Text(canonical.get() + (whole ? "" : "/" + Integer.parseInt(mask))));
    }

    private static Optional<int[]> v4(String text) {
        Matcher form = V4.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int[] bytes = new int[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = Integer.parseInt(form.group(i + 1));
            if (bytes[i] > 255) {
                return Optional.empty();
            }
        }
        return Optional.of(bytes);
    }

    private static String dotted(int[] bytes) {
        return bytes[0] + "." + bytes[1] + "." + bytes[2] + "." + bytes[3];
    }

    private static Optional<String> v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true).filter(all -> all.size() == 8).map(InetText::compressed);
        }
        Optional<List<Integer>> head = groups(text.substring(0, gap), false);
        Optional<List<Integer>> tail = groups(text.substring(gap + 2), true);
        if (head.isEmpty() || tail.isEmpty() || head.get().size() + tail.get().size() > 7) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(head.get());
        while (all.size() + tail.get().size() < 8) {
            all.add(0);
        }
        all.addAll(tail.get());
        return Optional.of(compressed(all));
    }

    /** The groups of a part; only the last part of an address may end in dotted form. */
    private static Optional<List<Integer>> groups(String text, boolean last) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            Optional<int[]> embedded = last && i == parts.length - 1 ? v4(parts[i]) : Optional.empty();
            if (embedded.isPresent()) {
                int[] bytes = embedded.get();
                groups.add(bytes[0] * 256 + bytes[1]);
                groups.add(bytes[2] * 256 + bytes[3]);
            } else if (GROUP.matcher(parts[i]).matches()) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    /** The longest run of two or more zero groups becomes "::"; mapped and compatible addresses keep dotted form. */
    private static String compressed(List<Integer> groups) {
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int length = 0;
            while (start + length < 8 && groups.get(start + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        boolean dotted = bestStart == 0 && (bestLength == 6 || (bestLength == 5 && groups.get(5) == 0xffff));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < (dotted ? 6 : 8); i++) {
            if (i == bestStart) {
                text.append("::");
                i += Math.min(bestLength, dotted ? 6 : 8) - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups.get(i)));
            }
        }
        if (dotted) {
            text.append(text.charAt(text.length() - 1) == ':' ? "" : ":").append(dotted(new int[] {
                groups.get(6) / 256, groups.get(6) % 256, groups.get(7) / 256, groups.get(7) % 256
            }));
        }
        return text.toString();
    }
}
