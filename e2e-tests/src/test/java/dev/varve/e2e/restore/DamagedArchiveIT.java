// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.OffsetRange;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an archive has lost is never missing in silence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedArchiveIT {
    private static final int DAMAGED = 0;
    private static final int INTACT = 1;
    private static final int FIRST = 600;
    private static final int SECOND = 100;

    private final TestCluster target = TestCluster.target();
    private final RestoredTopics restored = new RestoredTopics(target);
    private ProducedTopic topic;
    private BackupOf backup;

    DamagedArchiveIT() throws Exception {}

    @BeforeAll
    void backUpTwice(@TempDir Path directory) throws Exception {
        topic = TestCluster.shared().create("damaged", 2);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        topic.sendToAll(FIRST);
        backUp();
        topic.sendToAll(SECOND);
        backUp();
    }

    private void backUp() throws Exception {
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    private RestoreOf restore(String name, ArchivedTopics archive) {
        return RestoreOf.archive(backup, target, name)
                .of(archive)
                .with(
                        "topics: [{source: damaged, target: " + name + "}]",
                        "report: '" + archive.directory().resolve("report.json") + "'");
    }

    @Test
    void damagedBlockFailsTheRestoreUntilItMayBeSkipped(@TempDir Path copy) throws Exception {
        ArchivedTopics archive = backup.archive().copyTo(copy);
        OffsetRange lost = archive.damage(topic.partition(DAMAGED), 300);
        assertThat(lost.start()).isPositive();
        assertThat(lost.end()).isLessThan(FIRST);

        RestoreOf.Outcome failed = restore("damaged-block", archive).run();

        assertThat(failed.exitCode()).as(failed.messages()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.said())
                .contains(
                        "Cannot restore " + topic.partition(DAMAGED) + ", offsets " + lost + ": Corrupt ",
                        "onDamage: skip-block to leave out");

        RestoreOf.Outcome skipped =
                restore("damaged-block", archive).with("onDamage: skip-block").run();

        assertThat(skipped.exitCode()).as(skipped.messages() + skipped.report()).isEqualTo(ExitCode.FINDINGS);
        restored.requireExactly("damaged-block", DAMAGED, without(lost));
        restored.requireExactly("damaged-block", INTACT, topic.expected(INTACT));
        JsonNode report = report(archive);
        assertThat(report.get("verdict").asText()).isEqualTo("verified");
        assertThat(report.get("gaps")).isEmpty();
        assertThat(report.get("skipped")).hasSize(1);
        requireOffsets(report.get("skipped").get(0), lost);
        assertThat(report.get("skipped").get(0).get("reason").asText()).contains("byte position ");
    }

    @Test
    void lostSegmentIsRefusedUntilItMayBeMissing(@TempDir Path copy) throws Exception {
        ArchivedTopics archive = backup.archive().copyTo(copy);
        archive.lose(topic.partition(DAMAGED), 300);
        OffsetRange lost = archive.partition(topic.partition(DAMAGED)).holes().get(0);
        List<OffsetRange> others = archive.partition(topic.partition(INTACT)).holes();
        assertThat(lost.contains(300)).isTrue();

        RestoreOf.Outcome refused = restore("damaged-gap", archive).run();

        assertThat(refused.exitCode()).as(refused.messages()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.said())
                .contains("Lost offsets of damaged-0: " + lost + ", nothing in the archive covers or explains them.");
        assertThat(target.topicNames()).doesNotContain("damaged-gap");

        RestoreOf.Outcome outcome =
                restore("damaged-gap", archive).with("onGap: continue").run();

        assertThat(outcome.exitCode()).as(outcome.messages() + outcome.report()).isEqualTo(ExitCode.FINDINGS);
        restored.requireExactly("damaged-gap", DAMAGED, without(lost));
        JsonNode report = report(archive);
        assertThat(report.get("verdict").asText()).isEqualTo("verified");
        assertThat(report.get("skipped")).isEmpty();
        assertThat(report.get("gaps")).hasSize(1 + others.size());
        requireOffsets(report.get("gaps").get(DAMAGED), lost);
        assertThat(report.get("gaps").get(DAMAGED).get("cause").asText()).isEqualTo("unexplained");
    }

    private List<ArchivedRecord> without(OffsetRange lost) {
        return topic.expected(DAMAGED).stream()
                .filter(record -> !lost.contains(record.offset()))
                .toList();
    }

    private static JsonNode report(ArchivedTopics archive) throws Exception {
        return new ObjectMapper()
                .readTree(archive.directory().resolve("report.json").toFile());
    }

    private static void requireOffsets(JsonNode finding, OffsetRange expected) {
        assertThat(finding.get("topic").asText()).isEqualTo("damaged");
        assertThat(finding.get("partition").asInt()).isEqualTo(DAMAGED);
        assertThat(finding.get("offsets").get("start").asLong()).isEqualTo(expected.start());
        assertThat(finding.get("offsets").get("end").asLong()).isEqualTo(expected.end());
    }
}
