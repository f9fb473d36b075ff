package io.syncbridge.bridge.sync;

import io.syncbridge.bridge.store.Claim;
import io.syncbridge.bridge.store.SyncObserver;
import io.syncbridge.bridge.store.SyncRecords;
import java.time.Duration;
import java.util.List;

/** Work under one link: claims records and works them off. Another link, another shift. */
record Shift(
        Link link,
        SyncRecords records,
        BatchPass batches,
        UnderWay underWay,
        QuietWatch quiet,
        SyncObserver observer,
        Duration lease) {

    /** Leases what is due, up to a full batch; nothing while the mapping is quiet. */
    List<Claim> claims() {
        return claims(BatchPass.MOST_RECORDS);
    }

    /** Works off a batch; what is claimed to fill it up is added to its claims. */
    void run(List<Claim> claims) {
        batches.run(List.copyOf(claims), quiet.look().tenants(), wanted -> {
            List<Claim> more = claims(wanted);
            underWay.begin(more);
            claims.addAll(more);
            return more;
        });
    }

    private List<Claim> claims(int most) {
        QuietWatch.Now rest = quiet.look();
        long began = System.nanoTime();
        List<Claim> claims = rest.mapping().isPresent() ? List.of() : records.claim(most, lease, rest.tenants());
        observer.worked(SyncObserver.Step.CLAIM, link.mapping().name(), claims, began);
        return claims;
    }
}
