// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Until a restore is verified, the target removes nothing; from then on it does as its topics say. */
class HoldingSettingsIT {
    /** With them a broker compacts within a second what it may compact. */
    private static final Map<String, String> EAGER =
            Map.of("segment.ms", "100", "min.cleanable.dirty.ratio", "0.01", "delete.retention.ms", "0");

    @Test
    void oldAndCompactedRecordsAreThereUntilTheyAreVerified(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        TestCluster target = TestCluster.target();
        ProducedTopic old = source.create("held-old", 1);
        old.send(0, 100);
        ProducedTopic compacted = source.create("held-compacted", 1, Map.of("cleanup.policy", "compact"));
        sendSameKeys(compacted, 200);
        BackupOf backup = BackupOf.topics(source, directory, old, compacted).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        RestoreOf restore = RestoreOf.archive(backup, target, "held")
                .with("target: {bootstrapServers: '" + target.bootstrapServers()
                        + "', properties: {batch.size: '200', linger.ms: '0'}, topicConfigs: {drop: [retention.ms], set: "
                        + "{segment.ms: '100', min.cleanable.dirty.ratio: '0.01', delete.retention.ms: '0'}}}");

        try (RunningJob job = restore.start()) {
            job.awaitFinish();
        }
        awaitRemovals(target);
        new RestoredTopics(target).requireExactly(old, compacted);
        RestoreOf.Outcome outcome = restore.run();

        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.report())
                .contains("verified, the target holds what was restored")
                .contains(
                        "held-old: records older than 7 d, about 100 of 100, will be removed by the target's retention")
                .contains("held-compacted: compaction will keep the latest record of each key");
        assertThat(target.ownSettings("held-old")).isEqualTo(EAGER);
        assertThat(target.ownSettings("held-compacted"))
                .containsAllEntriesOf(EAGER)
                .containsEntry("cleanup.policy", "compact")
                .hasSize(EAGER.size() + 1);
        Await.until("the target removes old records", () -> target.logStart("held-old", 0) > 0);
    }

    /** Keys that come again and again, at times that are far enough apart for segments to end. */
    private static void sendSameKeys(ProducedTopic topic, int count) throws Exception {
        long time = 1_700_000_000_000L + 1_000L * topic.expected(0).size();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] text = ("key-" + i % 10).getBytes(UTF_8);
            records.add(topic.record(0, time + 1_000L * i, text, i % 17 == 16 ? null : text));
        }
        topic.send(records);
    }

    /** Waits until the target has removed records from topics of the same kind that nobody holds back. */
    private static void awaitRemovals(TestCluster target) throws Exception {
        ProducedTopic old = target.create("unheld-old", 1, Map.of("retention.ms", "604800000"));
        old.send(0, 10);
        Map<String, String> settings = new HashMap<>(EAGER);
        settings.put("cleanup.policy", "compact");
        ProducedTopic compacted = target.create("unheld-compacted", 1, settings);
        RestoredTopics topics = new RestoredTopics(target);
        Await.until("records are compacted", () -> {
            sendSameKeys(compacted, 20);
            return topics.read(compacted.name(), 0).size()
                    < compacted.expected(0).size();
        });
        Await.until("old records are gone", () -> target.logStart(old.name(), 0) > 0);
    }

    @Test
    void topicThatDiffersKeepsItsHoldingSettings(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        TestCluster target = TestCluster.target();
        ProducedTopic topic = source.create("held-differing", 1, Map.of("cleanup.policy", "compact,delete"));
        topic.send(0, 10);
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        RestoreOf restore = RestoreOf.archive(backup, target, "held-differing");
        try (RunningJob job = restore.start()) {
            job.awaitFinish();
        }
        target.producer().send(topic.record(0, 0, null, null)).get();

        RestoreOf.Outcome outcome = restore.run();

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.report()).contains("the target differs from what was restored");
        assertThat(target.ownSettings(topic.name())).containsEntry("cleanup.policy", "delete");
    }
}
