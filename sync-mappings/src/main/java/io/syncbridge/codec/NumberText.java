package io.syncbridge.codec;

import io.syncbridge.mapping.FieldType;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Numbers as text, exact at any size, with the limits of their type. */
final class NumberText {
    private static final Pattern FORM =
            Pattern.compile("[+-]?(\\d{1,1500}(\\.\\d{0,1500})?|\\.\\d{1,1500})([eE][+-]?\\d{1,5})?");
    /** jsonb and numeric keep this many digits before the point; beyond it a number is refused, not rounded. */
    static final int MOST_DIGITS_BEFORE_POINT = 131_072;
    /** And this many after it. */
    static final int MOST_DIGITS_AFTER_POINT = 16_383;

    private NumberText() {}

    static Reading whole(String raw, FieldType.Whole type) {
        String text = raw.strip();
        if (!FORM.matcher(text).matches()) {
            return Reading.bad("is not a whole number", raw);
        }
        BigDecimal number = normal(text);
        if (number.scale() > 0) {
            return Reading.bad("is not a whole number", raw);
        }
        if (digitsBeforePoint(number) > 40 || number.compareTo(type.min()) < 0 || number.compareTo(type.max()) > 0) {
            return Reading.bad("is outside " + type.min() + " to " + type.max(), raw);
        }
        return Reading.of(new FieldValue.Numeric(number));
    }

    static Reading decimal(String raw, FieldType.Decimal type) {
        String text = raw.strip();
        if (!FORM.matcher(text).matches()) {
            return Reading.bad("is not a number", raw);
        }
        BigDecimal number = normal(text);
        // The size is looked at before any arithmetic: 1e99999 must not be written out to be refused.
        if (digitsBeforePoint(number) > type.precision() - type.scale()) {
            return Reading.bad(
                    "has more than " + (type.precision() - type.scale()) + " digits before the decimal point", raw);
        }
        boolean below = type.min().isPresent() && number.compareTo(type.min().get()) < 0;
        boolean above = type.max().isPresent() && number.compareTo(type.max().get()) > 0;
        if (below || above) {
            return Reading.bad(
                    "is outside " + type.min().map(BigDecimal::toPlainString).orElse("-∞") + " to "
                            + type.max().map(BigDecimal::toPlainString).orElse("∞"),
                    raw);
        }
        BigDecimal rounded =
                number.scale() > type.scale() ? number.setScale(type.scale(), RoundingMode.HALF_UP) : number;
        if (digitsBeforePoint(rounded) > type.precision() - type.scale()) {
            return Reading.bad(
                    "has more than " + (type.precision() - type.scale()) + " digits before the decimal point", raw);
        }
        return Reading.of(new FieldValue.Numeric(rounded));
    }

    static String write(FieldValue.Numeric number) {
        return number.value().toPlainString();
    }

    static int digitsBeforePoint(BigDecimal number) {
        return number.signum() == 0 ? 0 : Math.clamp((long) number.precision() - number.scale(), 0, Integer.MAX_VALUE);
    }

    private static BigDecimal normal(String text) {
        BigDecimal number = new BigDecimal(text);
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        // Nearer to the end of what a scale can be, stripping overflows; such a number is refused for its size anyway.
        return number.scale() < Integer.MIN_VALUE / 2 ? number : number.stripTrailingZeros();
    }
}
