// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.scripted.Script;
import dev.varve.format.segment.SegmentLayout;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentRoutingTest {
    private static final Script SCRIPT = new Script(List.of("orders", "quiet"), 1, 10, 1_000);

    private final MovingClock clock = new MovingClock();
    private final SegmentRouting routing = new SegmentRouting(10_000, clock);

    private static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-02-01T23:59:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private RoutedChunk orders(int sequence) {
        return routing.route(SCRIPT.chunk(0, sequence));
    }

    @Test
    void sharesUntilATopicIsLarge() {
        assertThat(orders(0).folder()).isEqualTo("mixed/2026-02-01");
        assertThat(orders(1).layout()).isEqualTo(SegmentLayout.OWN);
        assertThat(orders(2).folder()).startsWith("data/orders/").endsWith("/2026-02-01");
        assertThat(routing.route(SCRIPT.chunk(1, 0)).layout()).isEqualTo(SegmentLayout.MIXED);
    }

    @Test
    void largeTopicIsOwnFromTheStartOfTheNextInterval() {
        orders(0);
        orders(1);
        routing.endInterval();

        assertThat(orders(2).layout()).isEqualTo(SegmentLayout.OWN);
    }

    @Test
    void topicThatGrewQuietSharesAgain() {
        orders(0);
        orders(1);
        routing.endInterval();
        routing.endInterval();

        assertThat(orders(2).layout()).isEqualTo(SegmentLayout.MIXED);
    }

    @Test
    void foldersFollowTheDate() {
        orders(0);
        orders(1);
        clock.now = clock.now.plus(Duration.ofMinutes(2));

        assertThat(orders(2).folder()).endsWith("/2026-02-02");
        assertThat(routing.route(SCRIPT.chunk(1, 0)).folder()).isEqualTo("mixed/2026-02-02");
    }
}
