package io.syncbridge.bridge.chaos;

import io.syncbridge.mapping.Side;
import java.time.Instant;

/**
 * One edit by a user as it really took place.
 *
 * @param number what it wrote, from 1, unique in a run
 * @param before what its side held when it was made: what the user saw
 * @param after what its side held then
 * @param from on the test's clock; in Supabase the start of its transaction, which is its {@code updated_at}
 * @param until when it was surely visible to others
 */
record Edit(int number, Side side, Content before, Content after, Instant from, Instant until) {}
