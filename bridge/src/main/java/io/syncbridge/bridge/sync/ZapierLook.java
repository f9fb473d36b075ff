package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.supabase.StoredRow;
import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierRecord;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.codec.Decoded;
import io.syncbridge.codec.RecordKey;
import io.syncbridge.codec.SupabaseJson;
import io.syncbridge.codec.ZapierField;
import io.syncbridge.codec.ZapierPayload;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the Zapier records of many claims with as few calls as possible.
 *
 * <ol>
 *   <li>One claim with a known record: one GET.
 *   <li>Otherwise one query for all known keys; a record whose key cell was changed or emptied is then got by its id.
 *   <li>A row that Zapier does not know by key may be there under another id with the same natural key: one query more.
 * </ol>
 *
 * Where several records carry one key, the oldest (lowest ULID) is the record; the others are copies.
 */
final class ZapierLook {
    private final Link link;
    private final ZapierTablesClient zapier;

    ZapierLook(Link link, ZapierTablesClient zapier) {
        this.link = link;
        this.zapier = zapier;
    }

    /** By claim id: the live record, or empty for none. Claims that are missing could not be looked at. */
    Answer<Map<Long, Optional<ZapierRecord>>> look(List<Claim> claims, Map<Long, StoredRow> supabase) {
        Map<Long, Optional<ZapierRecord>> found = new HashMap<>();
        Map<String, ZapierRecord> byId = new HashMap<>();
        Map<String, ZapierRecord> byKey = new HashMap<>();
        if (claims.size() > 1 || claims.getFirst().zapierId().isEmpty()) {
            Answer<List<ZapierRecord>> all = withKeys(claims);
            if (!(all instanceof Answer.Given<List<ZapierRecord>> given)) {
                return all.map(none -> found);
            }
            index(given.value(), byId, byKey);
        }
        List<Claim> unknownByKey = new ArrayList<>();
        for (Claim claim : claims) {
            Optional<String> id = claim.zapierId();
            if (id.isPresent() && byId.containsKey(id.get())) {
                found.put(claim.id(), Optional.ofNullable(byId.get(id.get())));
            } else if (id.isPresent()) {
                Answer<Optional<ZapierRecord>> single = zapier.record(link.zapierTableId(), id.get());
                if (!(single instanceof Answer.Given<Optional<ZapierRecord>> given)) {
                    return single.map(none -> found);
                }
                found.put(claim.id(), given.value());
            } else {
                ZapierRecord same = byKey.get(claim.key().orElse(""));
                found.put(claim.id(), Optional.ofNullable(same));
                if (same == null) {
                    unknownByKey.add(claim);
                }
            }
        }
        return byNaturalKey(unknownByKey, supabase, found);
    }

    private Answer<List<ZapierRecord>> withKeys(List<Claim> claims) {
        Set<String> keys = new LinkedHashSet<>();
        for (Claim claim : claims) {
            claim.key()
                    .or(() -> claim.hints().stream()
                            .flatMap(hint -> hint.payload().stream())
                            .flatMap(payload ->
                                    ZapierPayload.cell(
                                            link.zapier(),
                                            payload,
                                            link.mapping().key())
                                            .stream())
                            .findFirst())
                    .ifPresent(key -> keys.addAll(RecordKey.spellings(link.mapping(), key)));
        }
        ZapierField field = link.zapier().field(link.mapping().key()).orElseThrow();
        return keys.isEmpty()
                ? new Answer.Given<>(List.of())
                : zapier.recordsWith(link.zapierTableId(), Map.of(field, List.copyOf(keys)));
    }

    private void index(List<ZapierRecord> records, Map<String, ZapierRecord> byId, Map<String, ZapierRecord> byKey) {
        records.stream().sorted(Comparator.comparing(ZapierRecord::id)).forEach(record -> {
            byId.put(record.id(), record);
            Decoded decoded = link.zapier().decode(record.data());
            RecordKey.text(decoded.row().get(link.mapping().key())).ifPresent(key -> byKey.putIfAbsent(key, record));
        });
    }

    private Answer<Map<Long, Optional<ZapierRecord>>> byNaturalKey(
            List<Claim> claims, Map<Long, StoredRow> supabase, Map<Long, Optional<ZapierRecord>> found) {
        TableMapping mapping = link.mapping();
        Map<ZapierField, List<String>> wanted = new LinkedHashMap<>();
        for (String field : mapping.naturalKey()) {
            Set<String> values = new LinkedHashSet<>();
            for (Claim claim : claims) {
                Optional.ofNullable(supabase.get(claim.id()))
                        .flatMap(row -> SupabaseJson.literal(mapping.field(field)
                                .type()
                                .comparable(row.content().row().get(field))))
                        .ifPresent(values::add);
            }
            if (!values.isEmpty()) {
                wanted.put(link.zapier().field(field).orElseThrow(), List.copyOf(values));
            }
        }
        if (wanted.isEmpty()) {
            return new Answer.Given<>(found);
        }
        return zapier.recordsWith(link.zapierTableId(), wanted).map(records -> {
            for (Claim claim : claims) {
                Optional<StoredRow> row = Optional.ofNullable(supabase.get(claim.id()));
                records.stream()
                        .sorted(Comparator.comparing(ZapierRecord::id))
                        .filter(record -> row.isPresent()
                                && sameNaturalKey(
                                        row.get().content().row(),
                                        link.zapier().decode(record.data()).row()))
                        .findFirst()
                        .ifPresent(record -> found.put(claim.id(), Optional.of(record)));
            }
            return found;
        });
    }

    private boolean sameNaturalKey(Row left, Row right) {
        return link.mapping().naturalKey().stream()
                .allMatch(field -> link.mapping().same(field, left.get(field), right.get(field)));
    }
}
