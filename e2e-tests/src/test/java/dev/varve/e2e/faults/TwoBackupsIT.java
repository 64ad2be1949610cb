// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.backup.BackupProcess;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import dev.varve.format.catalog.Finding;
import dev.varve.format.catalog.FindingKind;
import dev.varve.format.catalog.WriterSpan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody starts a second backup into the same archive. */
@SuppressWarnings("try")
class TwoBackupsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);

    @Test
    void archiveStaysExactAndBothWritersAreNamed(@TempDir Path directory) throws Exception {
        ProducedTopic topic = TestCluster.shared().create("two-backups", 2);
        BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, topic);
        WrittenTopics written;
        try (BackgroundWriter writer = BackgroundWriter.start(TestCluster.shared(), SEED, topic);
                RunningJob one = backup.start();
                BackupProcess other = BackupProcess.start(backup)) {
            Await.until("the job tells of the other one", () -> other.printed().contains("Another backup job writes"));
            Await.until(
                    "verify tells of both",
                    () -> !backup.archive().verify().notes().isEmpty());
            written = writer.stop();
            written.awaitArchived(backup.archive());
            one.stop();
            other.interrupt();
            other.awaitExit(130);
        }

        System.out.println(written.check(backup.archive()).requireExact().summary() + ", seed " + SEED);
        backup.archive().requireWhole();
        List<String> writers = backup.archive().catalog().writers().stream()
                .map(WriterSpan::writerId)
                .map(id -> id.hex())
                .toList();
        assertThat(writers).hasSize(2);
        Finding note = backup.archive().verify().notes().get(0);
        assertThat(note.kind()).isEqualTo(FindingKind.INTERLEAVED_WRITERS);
        assertThat(note.message()).contains(writers).contains("let only one backup job write to an archive");
    }
}
