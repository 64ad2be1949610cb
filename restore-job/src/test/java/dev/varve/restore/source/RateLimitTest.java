// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000;

    private long now = Long.MAX_VALUE - SECOND;
    private final RateLimit limit = new RateLimit(1000, () -> now);

    @Test
    void allowsATenthOfASecondAtOnce() {
        assertThat(limit.waitNanos()).isZero();
        limit.sent(100);
        assertThat(limit.waitNanos()).isZero();
        limit.sent(1);
        assertThat(limit.waitNanos()).isEqualTo(SECOND / 1000);
    }

    @Test
    void lateBytesAreNotSaved() {
        now += 60 * SECOND;
        limit.sent(300);

        assertThat(limit.waitNanos()).isEqualTo(SECOND / 5);
    }

    @Test
    void moreThanASecondsBytesGoOutAndAreWaitedFor() {
        limit.sent(5100);

        assertThat(limit.waitNanos()).isEqualTo(5 * SECOND);
        now += 4 * SECOND;
        assertThat(limit.waitNanos()).isEqualTo(SECOND);
        now += SECOND;
        assertThat(limit.waitNanos()).isZero();
    }

    @Test
    void keepsTheRateHoweverThePiecesAre() {
        long begin = now;
        long sent = 0;
        for (int i = 1; i <= 1000; i++) {
            now += limit.waitNanos();
            assertThat(limit.waitNanos()).isZero();
            limit.sent(i % 37);
            sent += i % 37;
        }

        assertThat((now - begin) / (double) SECOND).isBetween(sent / 1000.0 - 0.2, sent / 1000.0);
    }
}
