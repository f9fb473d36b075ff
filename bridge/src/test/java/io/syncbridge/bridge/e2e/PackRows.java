package io.syncbridge.bridge.e2e;

import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rows for any mapped table of the packs: a value of the right type for every field, numbered so that no two are alike. */
record PackRows(TableMapping mapping) {
    /** Fields that stay empty: runs that there are not, and the second of two of which one must be empty. */
    private static final Set<String> EMPTY = Set.of("run_id", "contact_id");

    /** The tenant of a numbered row. */
    static String tenant(int n) {
        return "00000000-0000-4000-8000-%012d".formatted(n);
    }

    /** What a user of this side may say of the numbered row; the key too where only people can give it. */
    Map<String, Object> row(int n, Side side) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (FieldMapping field : mapping.fields()) {
            boolean key = field.name().equals(mapping.key());
            boolean made = key && side == Side.ZAPIER && !(field.type() instanceof FieldType.Whole);
            boolean computed = side == Side.SUPABASE
                    && Set.of("is_compliant", "days_overdue").contains(field.name());
            if (!made
                    && !computed
                    && !EMPTY.contains(field.name())
                    && (key || side == Side.SUPABASE || field.direction().comesFrom(side))) {
                row.put(side == Side.ZAPIER ? field.zapierField() : field.column(), value(field, n, side));
            }
        }
        return row;
    }

    /** A field that people edit: not the key, nor what the row is known by. */
    FieldMapping edited() {
        return Stream.<Class<? extends FieldType>>of(
                        FieldType.Text.class, FieldType.Whole.class, FieldType.Decimal.class, FieldType.Json.class)
                .flatMap(type -> mapping.fields().stream().filter(field -> type.isInstance(field.type())))
                .filter(field -> !field.name().equals(mapping.key())
                        && !mapping.naturalKey().contains(field.name())
                        && (mapping.isMadeInSupabaseOnly()
                                || (field.direction().goesTo(Side.SUPABASE)
                                        && field.direction().goesTo(Side.ZAPIER))))
                .findFirst()
                .orElseThrow();
    }

    /** A value of the field that tells one row from another. */
    Object value(FieldMapping field, int n, Side side) {
        if (mapping.tenant().equals(Optional.of(field.name()))) {
            return tenant(n);
        }
        return switch (field.type()) {
            case FieldType.Text text -> field.name() + " " + n;
            case FieldType.Uuid uuid -> "00000000-0000-4000-9000-%012d".formatted(n);
            case FieldType.Whole whole -> n;
            case FieldType.Decimal decimal -> "0." + n;
            case FieldType.Flag flag -> n % 2 == 0;
            case FieldType.Timestamp time -> "2020-03-01T12:00:%02dZ".formatted(n);
            case FieldType.Json json -> "{\"n\": " + n + "}";
            case FieldType.Listing list -> side == Side.ZAPIER ? "a, b" + n : "{a,b" + n + "}";
            case FieldType.Choice choice ->
                choice.allowed().get(n % choice.allowed().size());
            case FieldType.Inet inet -> "10.0.0." + n;
        };
    }

    /** True for the same text, and for numbers that differ in trailing zeros only. */
    static boolean same(Optional<String> found, String wanted) {
        return found.map(PackRows::trimmed).equals(Optional.of(trimmed(wanted)));
    }

    private static String trimmed(String number) {
        return number.replaceFirst("(\\.\\d*?)0+$", "$1");
    }
}
