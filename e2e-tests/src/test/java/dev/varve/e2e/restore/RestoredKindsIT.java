// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.KcatReading;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RecordKinds;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of record and of topic that an archive can hold comes back, all in one restore. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoredKindsIT {
    private static final int STARTS_LATE = 0;
    private static final int MARKERS_ONLY = 1;
    private static final int ABORTED = 2;
    private static final int OPEN = 3;

    private final TestCluster source = TestCluster.shared();
    private final TestCluster target = TestCluster.target();
    private ProducedTopic kinds;
    private ProducedTopic appended;
    private ProducedTopic missing;
    private ProducedTopic empty;
    private RestoreOf.Outcome outcome;

    RestoredKindsIT() throws Exception {}

    @BeforeAll
    void backUpAndRestore(@TempDir Path directory) throws Exception {
        kinds = source.create("restored-kinds", 2, Map.of("segment.bytes", "40000000", "flush.messages", "1000"));
        kinds.send(RecordKinds.ofAllKinds(kinds, 0));
        kinds.send(RecordKinds.ofAllSizes(kinds, 1));
        appended = source.create("restored-appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        appended.send(RecordKinds.ofAllKinds(appended, 0));
        empty = source.create(
                "restored-empty",
                2,
                Map.of("cleanup.policy", "compact,delete", "retention.ms", "1000000", "max.message.bytes", "12345"));
        missing = source.create("restored-missing", 5);
        sendWithGaps();
        BackupOf backup = BackupOf.topics(source, directory, kinds, appended, empty, missing)
                .with("mode: once");
        try (ProducedTopic.OpenTransaction open = missing.begin(OPEN, 20)) {
            try (RunningJob running = backup.start()) {
                running.awaitFinish();
            }
            open.abort();
        }

        outcome = RestoreOf.archive(backup, target, "restored-kinds").run();
    }

    private void sendWithGaps() throws Exception {
        missing.send(STARTS_LATE, 100);
        missing.deleteRecordsBefore(STARTS_LATE, 40);
        missing.forget(STARTS_LATE, 0, 40);
        missing.sendAborted(MARKERS_ONLY, 10);
        missing.sendAborted(ABORTED, 10);
        missing.sendCommitted(ABORTED, 10);
        missing.sendAborted(ABORTED, 10);
        missing.sendCommitted(ABORTED, 10);
        missing.sendCommitted(OPEN, 10);
    }

    @Test
    void everyRecordIsAsItWas() {
        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(kinds, appended, missing, empty);
    }

    @Test
    void agreesWithKcat(@TempDir Path directory) throws Exception {
        KcatReading.requireKcat();

        assertThat(KcatReading.contentOf(target, kinds, 0, directory))
                .isEqualTo(KcatReading.printContent(kinds.expected(0)));
        assertThat(KcatReading.contentOf(target, missing, ABORTED, directory))
                .isEqualTo(KcatReading.printContent(missing.expected(ABORTED)));
    }

    @Test
    void offsetsThatTheSourceNoLongerHadAreAWarning() {
        assertThat(outcome.messages())
                .contains(
                        "The archive has restored-missing-0 from offset 40 on: the source no longer had earlier ones");
    }

    @Test
    void timesOfTheBrokerComeBackAsTimesOfTheProducer() {
        assertThat(outcome.report())
                .contains("Timestamps of restored-appended were set by the source's broker (LogAppendTime). Restored"
                        + " records have the same times, marked as CreateTime");
    }

    @Test
    void topicsHaveTheirPartitionsReplicasAndSettings() throws Exception {
        for (ProducedTopic topic : new ProducedTopic[] {kinds, appended, missing, empty}) {
            assertThat(target.ownSettings(topic.name()))
                    .as("settings of %s", topic.name())
                    .isEqualTo(source.ownSettings(topic.name()));
            assertThat(target.describe(topic.name()).partitions())
                    .as("partitions of %s", topic.name())
                    .hasSize(topic.partitions())
                    .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(1));
        }
    }
}
