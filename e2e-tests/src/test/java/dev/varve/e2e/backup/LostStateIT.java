// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.OffsetRange;
import dev.varve.format.catalog.FindingKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without any state of Flink the archive tells where to go on, and what to read again. */
class LostStateIT {

    @Test
    void goesOnWhereTheArchiveEndsAndFillsItsHole(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("lost-state", 2);
        BackupOf backup = BackupOf.topics(source, directory, topic);
        ArchivedTopics archive = backup.archive();
        for (int start = 0; start < 3; start++) {
            topic.sendToAll(100);
            try (RunningJob crashing = backup.start()) {
                archive.awaitAll(topic);
                crashing.cancel();
            }
        }
        archive.requireExactly(topic);
        archive.requireNoOverlap();

        archive.lose(topic.partition(0), 150);
        assertThat(archive.findings())
                .anySatisfy(finding -> assertThat(finding.kind()).isEqualTo(FindingKind.HOLE))
                .filteredOn(finding -> topic.partition(0).equals(finding.partition()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.offsets()).isEqualTo(new OffsetRange(100, 200)));

        topic.sendToAll(100);
        try (RunningJob running = backup.start()) {
            archive.awaitAll(topic);
            Await.until("the hole is filled", () -> archive.findings().isEmpty());
            running.stop();
        }
        archive.requireExactly(topic);
        archive.requireNoOverlap();
    }
}
