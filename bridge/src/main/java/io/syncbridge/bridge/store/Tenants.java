package io.syncbridge.bridge.store;

import io.syncbridge.codec.RecordKey;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Notes beside each record whose it is, if the mapping names the field that says so. */
public record Tenants(TableMapping mapping) {
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final String NOTE = """
            update bridge.sync_record set tenant = ? where id = ? and fence = ? and tenant is distinct from ?
            """;
    private static final String NOTED_BY = "select tenant_field from bridge.mapping_state where mapping = ?";
    /** In slices: a table of a million records must not hold every row's lock at once. */
    private static final String NOTE_AGREED = """
            with slice as (
              select id from bridge.sync_record where mapping = ? and id > ? order by id limit 10000),
            noted as (
              update bridge.sync_record r set tenant = nullif(r.memory -> 'base' ->> cast(? as text), '')
                from slice
               where r.id = slice.id
                 and r.tenant is distinct from nullif(r.memory -> 'base' ->> cast(? as text), ''))
            select max(id) as last from slice
            """;

    private static final String REMEMBER = "update bridge.mapping_state set tenant_field = ? where mapping = ?";

    /** The tenant that a row names; empty when it names none, or the mapping has no such field. */
    public Optional<String> of(Row row) {
        return mapping.tenant().flatMap(field -> {
            FieldValue value = row.get(field);
            return RecordKey.text(value);
        });
    }

    /** A tenant that a person names, as the bookkeeping writes it: a uuid in lower case. */
    public static String written(String text) {
        String tenant = text.strip();
        return UUID.matcher(tenant).matches() ? tenant.toLowerCase(Locale.ROOT) : tenant;
    }

    /** Notes whose the record is, as a row that was just seen says; a row that does not say leaves it as it was. */
    public void note(Tx tx, Claim claim, Row row) throws SQLException {
        Optional<String> tenant = of(row);
        if (tenant.isPresent()) {
            tx.update(NOTE, tenant, claim.id(), claim.fence(), tenant);
        }
    }

    /**
     * Notes the tenants of all records from what both sides last agreed on, if the mapping names another field than when
     * they were noted last. May be run again after any break.
     */
    public void adopt(Database database) {
        Optional<String> before = database.transaction(tx ->
                        tx.first(NOTED_BY, row -> Optional.ofNullable(row.getString("tenant_field")), mapping.name()))
                .flatMap(field -> field);
        if (before.equals(mapping.tenant())) {
            return;
        }
        Optional<Long> from = Optional.of(0L);
        while (from.isPresent()) {
            long after = from.get();
            from = database.transaction(tx -> tx.first(
                            NOTE_AGREED,
                            row -> Optional.ofNullable(row.getObject("last", Long.class)),
                            mapping.name(),
                            after,
                            mapping.tenant(),
                            mapping.tenant()))
                    .flatMap(last -> last);
        }
        database.apply(tx -> tx.update(REMEMBER, mapping.tenant(), mapping.name()));
    }
}
