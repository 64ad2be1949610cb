// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of partitions and topics costs no record. */
class ManyRestoredTopicsIT {
    private static final int QUIET_TOPICS = 1_000;

    @Test
    void oneSubtaskRestoresManyPartitionsAndQuietTopics(@TempDir Path directory) throws Exception {
        // Brokers of their own: with so many partitions all other tests would be slower.
        try (TestCluster source = TestCluster.start(BrokerConfig.defaults());
                TestCluster target = TestCluster.start(BrokerConfig.defaults())) {
            ProducedTopic wide = source.create("wide", 300);
            List<String> names = IntStream.range(0, QUIET_TOPICS)
                    .mapToObj(number -> "quiet-" + number)
                    .toList();
            List<ProducedTopic> quiet = source.create(names, 1, Map.of());
            wide.sendToAll(5);
            // Asked for at once, the topics' metadata comes in few answers.
            quiet.parallelStream().forEach(topic -> source.producer().partitionsFor(topic.name()));
            ProducedTopic.sendToEach(quiet, 3);
            BackupOf backup = BackupOf.topics(source, directory, ".*").with("mode: once", "commitInterval: 1s");
            try (RunningJob running = backup.start()) {
                running.awaitFinish();
            }

            RestoreOf.Outcome outcome =
                    RestoreOf.archive(backup, target, "many").run();

            assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.DONE);
            RestoredTopics restored = new RestoredTopics(target);
            restored.requireExactly(wide);
            restored.requireExactly(quiet.toArray(ProducedTopic[]::new));
        }
    }
}
