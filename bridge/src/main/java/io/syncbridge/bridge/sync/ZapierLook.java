package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.Failure;
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
import java.time.Duration;
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
    private static final Failure UNREADABLE =
            new Failure(Failure.Stage.PARSE, "Zapier shows a record in a form that is not what its API promises");

    private final Link link;
    private final ZapierTablesClient zapier;

    ZapierLook(Link link, ZapierTablesClient zapier) {
        this.link = link;
        this.zapier = zapier;
    }

    /**
     * What was seen.
     *
     * @param records by claim id: the live record, or empty for none
     * @param undecided claims that could not be looked at, and what to do with them; the others go on
     */
    record Seen(Map<Long, Optional<ZapierRecord>> records, Map<Claim, Step> undecided) {}

    /** Looks at all of them; every claim is in one of the two parts of what was seen. */
    Answer<Seen> look(List<Claim> claims, Map<Long, StoredRow> supabase) {
        Map<Long, Optional<ZapierRecord>> found = new HashMap<>();
        Map<Claim, Step> undecided = new LinkedHashMap<>();
        boolean unreadable = false;
        Map<String, ZapierRecord> byId = new HashMap<>();
        Map<String, ZapierRecord> byKey = new HashMap<>();
        if (claims.size() > 1 || claims.getFirst().zapierId().isEmpty()) {
            Answer<ZapierTablesClient.Records> all = withKeys(claims);
            if (!(all instanceof Answer.Given<ZapierTablesClient.Records> given)) {
                return all.map(none -> new Seen(found, undecided));
            }
            index(given.value().readable(), byId, byKey);
            unreadable = given.value().unreadable() > 0;
        }
        List<Claim> unknownByKey = new ArrayList<>();
        for (Claim claim : claims) {
            Optional<String> id = claim.zapierId();
            if (id.isPresent() && byId.containsKey(id.get())) {
                found.put(claim.id(), Optional.ofNullable(byId.get(id.get())));
            } else if (id.isPresent()) {
                Answer<Optional<ZapierRecord>> single = zapier.record(link.zapierTableId(), id.get());
                if (single instanceof Answer.Given<Optional<ZapierRecord>> given) {
                    found.put(claim.id(), given.value());
                } else {
                    undecided.put(claim, notSeen(single));
                }
            } else {
                ZapierRecord same = byKey.get(claim.key().orElse(""));
                if (same == null && unreadable) {
                    // One of those that cannot be read may be this one: it is not absent, and must not be made again.
                    undecided.put(claim, new Step.Failed(Duration.ZERO, UNREADABLE));
                } else {
                    found.put(claim.id(), Optional.ofNullable(same));
                }
                if (same == null && !unreadable) {
                    unknownByKey.add(claim);
                }
            }
        }
        return byNaturalKey(unknownByKey, supabase, found, undecided);
    }

    private static Step notSeen(Answer<Optional<ZapierRecord>> answer) {
        return switch (answer) {
            case Answer.Later<Optional<ZapierRecord>> later -> new Step.PutOff(later);
            case Answer.Refused<Optional<ZapierRecord>> refused ->
                new Step.Failed(Duration.ofSeconds(30), new Failure(Failure.Stage.ZAPIER, refused.reason()));
            case Answer.Unknown<Optional<ZapierRecord>> unknown ->
                new Step.Failed(Duration.ZERO, new Failure(Failure.Stage.ZAPIER, unknown.reason()));
            case Answer.Given<Optional<ZapierRecord>> given -> new Step.Done();
        };
    }

    private Answer<ZapierTablesClient.Records> withKeys(List<Claim> claims) {
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
                ? new Answer.Given<>(new ZapierTablesClient.Records(List.of(), 0))
                : zapier.recordsWith(link.zapierTableId(), Map.of(field, List.copyOf(keys)));
    }

    private void index(List<ZapierRecord> records, Map<String, ZapierRecord> byId, Map<String, ZapierRecord> byKey) {
        records.stream().sorted(Comparator.comparing(ZapierRecord::id)).forEach(record -> {
            byId.put(record.id(), record);
            Decoded decoded = link.zapier().decode(record.data());
            RecordKey.text(decoded.row().get(link.mapping().key())).ifPresent(key -> byKey.putIfAbsent(key, record));
        });
    }

    private Answer<Seen> byNaturalKey(
            List<Claim> claims,
            Map<Long, StoredRow> supabase,
            Map<Long, Optional<ZapierRecord>> found,
            Map<Claim, Step> undecided) {
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
            return new Answer.Given<>(new Seen(found, undecided));
        }
        return zapier.recordsWith(link.zapierTableId(), wanted).map(records -> {
            for (Claim claim : claims) {
                Optional<StoredRow> row = Optional.ofNullable(supabase.get(claim.id()));
                Optional<ZapierRecord> same = records.readable().stream()
                        .sorted(Comparator.comparing(ZapierRecord::id))
                        .filter(record -> row.isPresent()
                                && sameNaturalKey(
                                        row.get().content().row(),
                                        link.zapier().decode(record.data()).row()))
                        .findFirst();
                if (same.isPresent()) {
                    found.put(claim.id(), same);
                } else if (records.unreadable() > 0) {
                    found.remove(claim.id());
                    undecided.put(claim, new Step.Failed(Duration.ZERO, UNREADABLE));
                }
            }
            return new Seen(found, undecided);
        });
    }

    private boolean sameNaturalKey(Row left, Row right) {
        return link.mapping().naturalKey().stream()
                .allMatch(field -> link.mapping().same(field, left.get(field), right.get(field)));
    }
}
