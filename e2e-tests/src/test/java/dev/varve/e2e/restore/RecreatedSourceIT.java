// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A topic was deleted, and a producer had it created again at once: nobody guesses which of the two is wanted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecreatedSourceIT {
    private static final String NAME = "deleted-by-mistake";

    private final TestCluster target = TestCluster.target();
    private final RestoredTopics restored = new RestoredTopics(target);
    private ProducedTopic wanted;
    private ProducedTopic recreated;
    private BackupOf backup;

    RecreatedSourceIT() throws Exception {}

    @BeforeAll
    void backUpBoth(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        wanted = source.create(NAME, 1);
        wanted.send(0, 100);
        backup = BackupOf.topics(source, directory, wanted);
        try (RunningJob running = backup.start()) {
            backup.archive().awaitAll(wanted);
            wanted.delete();
            recreated = source.create(NAME, 1);
            sendOthers();
            backup.archive().awaitAll(recreated);
            running.stop();
        }
    }

    private void sendOthers() throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            records.add(recreated.record(0, 1_710_000_000_000L + i, null, ("other " + i).getBytes(UTF_8)));
        }
        recreated.send(records);
    }

    @Test
    void isRefusedWithBothIds() throws Exception {
        RestoreOf.Outcome outcome = RestoreOf.archive(backup, target, NAME).run();

        assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.said())
                .contains(
                        "Ambiguous topic " + NAME + ": the archive has 2 topics that had this name one after the other")
                .containsSubsequence(id(wanted), "100 records from ", id(recreated), "30 records from ");
        assertThat(target.topicNames()).doesNotContain(NAME, "varve-restore-" + NAME);
    }

    @Test
    void newestIsTheRecreatedOne() throws Exception {
        restore("recreated-newest", "newest");

        restored.requireExactly("recreated-newest", 0, recreated.expected(0));
    }

    @Test
    void idChoosesOne() throws Exception {
        restore("recreated-id", id(wanted));

        restored.requireExactly("recreated-id", 0, wanted.expected(0));
    }

    @Test
    void allIntoOneTargetNeedsAppend() throws Exception {
        String name = "recreated-all";
        RestoreOf.Outcome refused = chosen(name, "all").run();
        assertThat(refused.exitCode()).as(refused.messages()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.said()).contains("Ambiguous target topic recreated-all: it would get the records of ");

        RestoreOf.Outcome outcome = chosen(name, "all")
                .with("target: {bootstrapServers: '" + target.bootstrapServers() + "', onNonEmptyTarget: append}")
                .run();

        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.DONE);
        List<ConsumerRecord<byte[], byte[]>> found = restored.read(name, 0);
        assertThat(found).hasSize(130);
        requireAmong(found, wanted.expected(0));
        requireAmong(found, recreated.expected(0));
    }

    /** In their order, with others between them. */
    private static void requireAmong(List<ConsumerRecord<byte[], byte[]>> found, List<ArchivedRecord> expected) {
        int next = 0;
        for (ConsumerRecord<byte[], byte[]> one : found) {
            boolean isNext = next < expected.size()
                    && RestoredTopics.difference(List.of(expected.get(next)), List.of(one))
                            .isEmpty();
            next += isNext ? 1 : 0;
        }
        assertThat(next).as("records found in their order").isEqualTo(expected.size());
    }

    private void restore(String name, String choice) throws Exception {
        try (RunningJob running = chosen(name, choice).start()) {
            running.awaitFinish();
        }
    }

    private RestoreOf chosen(String name, String choice) {
        return RestoreOf.archive(backup, target, name)
                .with("topics: [{source: " + NAME + ", target: " + name + ", topicId: '" + choice + "'}]");
    }

    private static String id(ProducedTopic topic) {
        return topic.partition(0).topicId().base64();
    }
}
