package io.syncbridge.bridge.verify;

import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.ContentHash;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldProblem;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares a row with a record by what they mean under the mapping: content fields, at the precision both sides keep. */
record Sides(Link link) {

    /** The record's cells. */
    Decoded decoded(ZapierRecord record) {
        return link.zapier().decode(record.data());
    }

    /** The record's key as its cell states it; empty for none. */
    Optional<String> key(Decoded decoded) {
        return RecordKey.text(decoded.row().get(mapping().key()));
    }

    /** A key as PostgreSQL prints it, spelt as {@link #key} spells it. */
    String key(String printed) {
        return RecordKey.value(mapping(), printed).flatMap(RecordKey::text).orElse(printed);
    }

    boolean equal(Decoded zapier, StoredRow row) {
        return zapier.isWhole()
                && row.content().isWhole()
                && mapping().sameContent(zapier.row(), row.content().row());
    }

    List<Difference.Field> differing(Row supabase, Row zapier) {
        return mapping().fields().stream()
                .map(FieldMapping::name)
                .filter(field ->
                        mapping().isContent(field) && !mapping().same(field, supabase.get(field), zapier.get(field)))
                .map(field -> new Difference.Field(field, supabase.get(field), zapier.get(field)))
                .toList();
    }

    /** The fields that either side holds in a form that cannot be read. */
    static List<Difference.Field> unreadable(Decoded supabase, Decoded zapier) {
        return problems(supabase, zapier)
                .map(FieldProblem::field)
                .distinct()
                .map(field -> new Difference.Field(field, FieldValue.empty(), FieldValue.empty()))
                .toList();
    }

    static Stream<FieldProblem> problems(Decoded supabase, Decoded zapier) {
        return Stream.concat(supabase.problems().stream(), zapier.problems().stream());
    }

    String hash(Row row) {
        return ContentHash.of(mapping(), row);
    }

    TableMapping mapping() {
        return link.mapping();
    }
}
