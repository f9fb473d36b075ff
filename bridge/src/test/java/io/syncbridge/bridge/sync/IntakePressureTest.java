package io.syncbridge.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.fixtures.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class IntakePressureTest {
    private static final Duration LONG = Duration.ofMillis(450);

    private final IntakePressure pressure = new IntakePressure();

    @Test
    void nobodyWaitsForACalmIntake() throws InterruptedException {
        queue(5);
        assertThat(waited()).isLessThan(LONG);
    }

    @Test
    void manyWebhooksGoFirstButNotForEver() throws InterruptedException {
        queue(100);
        assertThat(waited()).isBetween(LONG, Duration.ofSeconds(5));
    }

    @Test
    void workGoesOnOnceTheyAreStored() {
        queue(100);
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                pressure.giveWay();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        pressure.taken(100);
        Eventually.until("the worker goes on", () -> !worker.isAlive());
    }

    private void queue(int webhooks) {
        for (int i = 0; i < webhooks; i++) {
            pressure.queued();
        }
    }

    private Duration waited() throws InterruptedException {
        long began = System.nanoTime();
        pressure.giveWay();
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
