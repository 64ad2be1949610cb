// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.KcatReading;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RecordKinds;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of record that Kafka can hold comes out of the archive as it went into Kafka. */
class RecordKindsIT {
    @Test
    void keepsEveryKindOfRecord(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic created = source.create("kinds-created", 2);
        ProducedTopic appended = source.create("kinds-appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        created.send(RecordKinds.ofAllKinds(created, 0));
        created.send(RecordKinds.ofAllSizes(created, 1));
        appended.send(RecordKinds.ofAllKinds(appended, 0));
        BackupOf backup = BackupOf.topics(source, directory, created, appended);

        try (RunningJob running = backup.start()) {
            backup.archive().awaitAll(created, appended);
            running.stop();
        }

        backup.archive().requireExactly(created, appended);
        backup.archive().requireNoOverlap();
    }

    @Test
    void agreesWithKcat(@TempDir Path directory) throws Exception {
        KcatReading.requireKcat();
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("kinds-kcat", 2);
        topic.send(RecordKinds.ofAllKinds(topic, 0));
        topic.sendAborted(0, 5);
        topic.sendCommitted(0, 5);
        topic.send(1, 10);
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");

        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }

        for (int partition = 0; partition < 2; partition++) {
            assertThat(KcatReading.print(backup.archive().records(topic.partition(partition))))
                    .isEqualTo(KcatReading.of(source, topic, partition, directory));
        }
    }
}
