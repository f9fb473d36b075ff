package io.syncbridge.bridge.dashboard;

import io.javalin.http.Context;
import io.syncbridge.bridge.store.ParkedRecords;
import io.syncbridge.mapping.Side;
import io.syncbridge.mapping.TableMapping;
import java.util.Optional;

/** What an admin does about records that wait for a person. */
final class ParkedActions {
    private static final int MOST_AT_ONCE = 10_000;

    private final Sources sources;
    private final ParkedRecords parked;

    ParkedActions(Sources sources) {
        this.sources = sources;
        this.parked = new ParkedRecords(sources.database());
    }

    void retryAll(Context context) {
        requeued(context, parked.requeue(MOST_AT_ONCE));
    }

    void retry(Context context) {
        decide(context, Optional.empty());
    }

    void take(Context context) {
        switch (context.pathParam("side")) {
            case "supabase" -> decide(context, Optional.of(Side.SUPABASE));
            case "zapier" -> decide(context, Optional.of(Side.ZAPIER));
            default -> Json.problem(context, 400, "give supabase or zapier for the side");
        }
    }

    private void decide(Context context, Optional<Side> side) {
        String id = context.pathParam("id");
        if (!id.matches("\\d{1,18}")) {
            Json.problem(context, 400, "give a parked record's number");
        } else if (parked.retry(Long.parseLong(id), side)) {
            requeued(context, 1);
        } else {
            Json.problem(context, 404, "no record is parked under this number any more");
        }
    }

    private void requeued(Context context, int records) {
        sources.mappings().stream().map(TableMapping::name).forEach(sources.tables()::nudge);
        Json.answer(context, 200, Json.object().put("requeued", records));
    }
}
