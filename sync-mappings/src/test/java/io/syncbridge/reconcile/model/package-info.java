/**
 * A world of one record: both replicas, their users, the network between, and workers that go through the bridge's pass
 * step by step with the real reconciler, settlement and stored memory. Every test of the reconcile package drives this
 * one model; a law that fails prints the events that led there.
 */
@NullMarked
package io.syncbridge.reconcile.model;

import org.jspecify.annotations.NullMarked;
