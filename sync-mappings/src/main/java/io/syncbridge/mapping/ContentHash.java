package io.syncbridge.mapping;

import io.syncbridge.row.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A fingerprint of a row's content: equal for rows that mean the same, at the precision both sides keep. */
public final class ContentHash {
    private ContentHash() {}

    /** 32 hexadecimal digits over the mapping's content fields. */
    public static String of(TableMapping mapping, Row row) {
        MessageDigest digest = sha256();
        for (FieldMapping field : mapping.fields()) {
            if (mapping.isContent(field.name())) {
                // The record form states the type and quotes nothing, so a length prefix keeps neighbours apart.
                byte[] value = field.type()
                        .comparable(row.get(field.name()))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
                digest.update((field.name() + ":" + value.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(value);
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
