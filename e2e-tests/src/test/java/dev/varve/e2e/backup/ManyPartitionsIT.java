// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of files follows the commits, not the number of topics and partitions. */
class ManyPartitionsIT {
    private static final int QUIET_TOPICS = 1_000;

    @Test
    void oneSubtaskPutsManyPartitionsAndQuietTopicsIntoFewSegments(@TempDir Path directory) throws Exception {
        // A broker of its own: with so many partitions all other tests would be slower.
        try (TestCluster source = TestCluster.start(BrokerConfig.defaults())) {
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

            ArchivedTopics archive = backup.archive();
            assertThat(archive.catalog().segmentCount()).isLessThan(20);
            assertThat(archive.catalog().topics()).hasSize(1 + QUIET_TOPICS);
            archive.requireContent(wide);
            archive.requireContent(quiet.toArray(ProducedTopic[]::new));
            archive.requireNoOverlap();
            archive.requireWhole();
        }
    }
}
