package io.syncbridge.bridge.store;

import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees to it that a record whose tenant only its content tells keeps to the tenant's rules too: it goes back into the queue
 * when the tenant is quiet, or another batch works for it.
 */
public final class TenantTurns {
    private final TableMapping mapping;
    private final Database database;
    private final SyncRecords records;
    private final Duration lease;

    /**
     * The turns of one mapping.
     *
     * @param lease how long a lock of a tenant holds at most
     */
    public TenantTurns(TableMapping mapping, Database database, SyncRecords records, Duration lease) {
        this.mapping = mapping;
        this.database = database;
        this.records = records;
        this.lease = lease;
    }

    /**
     * The claims that may be worked off now. The others are handed back, with their tenant noted.
     *
     * @param rows what was seen, by claim; those without are left as they are
     * @param quiet tenants whose records wait
     */
    public List<Claim> admitted(List<Claim> claims, Map<Long, Row> rows, Set<String> quiet) {
        if (mapping.tenant().isEmpty() || (quiet.isEmpty() && !mapping.queue().tenantLock())) {
            return claims;
        }
        List<Claim> news = claims.stream()
                .filter(claim -> tenant(claim, rows)
                        .filter(tenant -> !claim.turn().tenant().equals(Optional.of(tenant)))
                        .isPresent())
                .toList();
        if (news.isEmpty()) {
            return claims;
        }
        Set<Claim> back = database.transaction(tx -> handedBack(tx, news, rows, quiet));
        return claims.stream().filter(claim -> !back.contains(claim)).toList();
    }

    private Set<Claim> handedBack(Tx tx, List<Claim> news, Map<Long, Row> rows, Set<String> quiet) throws SQLException {
        Set<String> open = new HashSet<>();
        for (Claim claim : news) {
            tenant(claim, rows).filter(tenant -> !quiet.contains(tenant)).ifPresent(open::add);
        }
        if (mapping.queue().tenantLock()) {
            String batch = news.getFirst().turn().batch();
            open = new HashSet<>(new TenantLocks(mapping.name()).take(tx, batch, new ArrayList<>(open), lease));
        }
        Set<Claim> back = new HashSet<>();
        for (Claim claim : news) {
            if (!open.contains(tenant(claim, rows).orElseThrow())) {
                new Tenants(mapping).note(tx, claim, rows.getOrDefault(claim.id(), Row.NONE));
                back.add(claim);
            }
        }
        if (!back.isEmpty()) {
            records.handBack(tx, new ArrayList<>(back));
        }
        return back;
    }

    private Optional<String> tenant(Claim claim, Map<Long, Row> rows) {
        return Optional.ofNullable(rows.get(claim.id())).flatMap(new Tenants(mapping)::of);
    }
}
