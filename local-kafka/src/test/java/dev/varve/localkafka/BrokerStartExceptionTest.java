// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerStartExceptionTest {
    private static final String SLOW = "12:00:00 ERROR [QuorumController id=1] Exceptionally slow controller event";

    @Test
    void namesATakenPortBehindAnEarlierError() {
        BrokerStartException failure = failure(
                SLOW,
                "12:00:05 ERROR [BrokerServer id=1] Fatal error during broker startup. Prepare to shutdown (BrokerServer)",
                "org.apache.kafka.common.KafkaException: Socket server failed to bind to 127.0.0.1:9092: Address already in use.");

        assertThat(failure).hasMessageContaining("Fatal error").hasMessageContaining("Address already in use");
        assertThat(failure.isPortTaken()).isTrue();
    }

    @Test
    void showsTheLogFromItsFirstErrorOn() {
        BrokerStartException failure = failure("12:00:00 INFO  starting", "12:00:01 ERROR no space left");

        assertThat(failure).hasMessageContaining("no space left").hasMessageNotContaining("starting");
        assertThat(failure.isPortTaken()).isFalse();
    }

    /** Each line is followed by more lines than the message has room for. */
    private static BrokerStartException failure(String... lines) {
        List<String> log = new ArrayList<>();
        for (String line : lines) {
            log.add(line);
            log.addAll(Collections.nCopies(lines[0].equals(line) ? 40 : 0, "12:00:01 INFO  going on"));
        }
        log.addAll(Collections.nCopies(40, "12:00:09 INFO  shutting down"));
        return new BrokerStartException("it ended", new BrokerDirectory(Path.of("somewhere"), false), log);
    }
}
