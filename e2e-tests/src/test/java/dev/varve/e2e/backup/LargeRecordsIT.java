// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What one poll brings must never exhaust the heap, which these tests state. The broker takes larger requests than usual. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeRecordsIT {
    private static final int LARGEST = 100_000_000;

    private TestCluster source;

    @BeforeAll
    void startBroker() throws Exception {
        source = TestCluster.start(BrokerConfig.defaults()
                .withProperties(Map.of("message.max.bytes", "110000000", "socket.request.max.bytes", "120000000"))
                .withJvmOption("-Xmx900m"));
    }

    @AfterAll
    void stopBroker() {
        source.close();
    }

    @Test
    void keepsOneRecordOfHundredMillionBytes(@TempDir Path directory) throws Exception {
        ProducedTopic topic = source.create("hundred-million", 1);
        byte[] value = new byte[LARGEST];
        new Random(7).nextBytes(value);
        topic.send(0, 10);
        topic.send(List.of(topic.record(0, 1_700_000_000_000L, null, value)));
        topic.send(0, 10);
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");

        try (BackupProcess process = BackupProcess.start(backup, "-Xmx768m")) {
            process.awaitDone();
        }

        backup.archive().requireExactly(topic);
    }

    @Test
    void valuesThatCompressAThousandfoldFitIntoSmallHeap(@TempDir Path directory) throws Exception {
        ProducedTopic topic = source.create("zeros", 1);
        byte[] zeros = new byte[2 << 20];
        topic.send(Collections.nCopies(400, topic.record(0, 1_700_000_000_000L, null, zeros)));
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");

        try (BackupProcess process = BackupProcess.start(backup, "-Xmx512m")) {
            process.awaitDone();
        }

        backup.archive().requireExactly(topic);
    }
}
