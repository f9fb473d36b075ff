package io.syncbridge.bridge.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus asks for: names of metrics and, of each, the labels it is selected by; labels that sums are
 * kept by. Knows as much of the language as the shipped files use.
 */
record PromQl(List<Selected> selected, Set<String> groupedBy) {

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:\\\\.|[^\"])*\"|[a-zA-Z_:][a-zA-Z0-9_:]*|[{}()\\[\\],]|\\S");
    private static final Set<String> WORDS = Set.of(
            "by", "without", "on", "ignoring", "and", "or", "unless", "bool", "offset", "group_left", "group_right");
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring");

    /** One metric with the labels it is narrowed by. */
    record Selected(String metric, Set<String> labels) {}

    static PromQl of(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        List<Selected> selected = new ArrayList<>();
        Set<String> grouped = new TreeSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (token.equals("[")) {
                i = tokens.subList(i, tokens.size()).indexOf("]") + i;
            } else if (GROUPING.contains(token)) {
                int end = tokens.subList(i, tokens.size()).indexOf(")") + i;
                grouped.addAll(names(tokens.subList(i + 2, end)));
                i = end;
            } else if (isName(token) && !next.equals("(") && !WORDS.contains(token) && !next.equals("by")) {
                int end = next.equals("{") ? tokens.subList(i, tokens.size()).indexOf("}") + i : i;
                selected.add(new Selected(token, end > i ? labels(tokens.subList(i + 2, end)) : Set.of()));
                i = end;
            }
        }
        return new PromQl(selected, grouped);
    }

    private static boolean isName(String token) {
        return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }

    private static Set<String> names(List<String> tokens) {
        Set<String> names = new TreeSet<>();
        tokens.stream().filter(PromQl::isName).forEach(names::add);
        return names;
    }

    private static Set<String> labels(List<String> tokens) {
        Set<String> labels = new TreeSet<>();
        for (String token : tokens) {
            if (isName(token)) {
                labels.add(token);
            }
        }
        return labels;
    }
}
