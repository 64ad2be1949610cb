// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
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

/** Large records must not exhaust the heap, which these tests state: neither when they are written nor when they are read back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeRestoresIT {
    private static final int LARGEST = 100_000_000;

    /** Source and target. */
    private TestCluster cluster;

    @BeforeAll
    void startBroker() throws Exception {
        cluster = TestCluster.start(BrokerConfig.defaults()
                .withProperties(Map.of("message.max.bytes", "110000000", "socket.request.max.bytes", "120000000"))
                .withJvmOption("-Xmx900m"));
    }

    @AfterAll
    void stopBroker() {
        cluster.close();
    }

    @Test
    void restoresOneRecordOfHundredMillionBytes(@TempDir Path directory) throws Exception {
        ProducedTopic topic = cluster.create("hundred-million", 1);
        byte[] value = new byte[LARGEST];
        new Random(7).nextBytes(value);
        topic.send(0, 10);
        topic.send(List.of(topic.record(0, 1_700_000_000_000L, null, value)));
        topic.send(0, 10);

        restore("1g", directory, topic);

        new RestoredTopics(cluster).requireExactly(topic.name() + "-restored", 0, topic.expected(0));
    }

    @Test
    void valuesThatCompressAThousandfoldFitIntoSmallHeap(@TempDir Path directory) throws Exception {
        ProducedTopic topic = cluster.create("zeros", 1);
        byte[] zeros = new byte[2 << 20];
        topic.send(Collections.nCopies(400, topic.record(0, 1_700_000_000_000L, null, zeros)));

        restore("256m", directory, topic);

        new RestoredTopics(cluster).requireExactly(topic.name() + "-restored", 0, topic.expected(0));
    }

    private void restore(String heap, Path directory, ProducedTopic topic) throws Exception {
        BackupOf backup = BackupOf.topics(cluster, directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        RestoreOf restore = RestoreOf.archive(backup, cluster, topic.name())
                .with("topics: [{source: " + topic.name() + ", target: " + topic.name() + "-restored}]");
        try (RestoreProcess process = RestoreProcess.startInHeap(heap, restore)) {
            process.awaitExit(0);
        }
    }
}
