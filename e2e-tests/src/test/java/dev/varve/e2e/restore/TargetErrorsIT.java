// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.format.store.LocalStore;
import dev.varve.job.ExitCode;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a target has against a restore is told, and once it is put right the same restore does all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetErrorsIT {
    private TestCluster source;
    private TestCluster target;

    @BeforeAll
    void startBrokers() throws Exception {
        source = TestCluster.shared();
        target = TestCluster.start(BrokerConfig.defaults()
                .withProperties(Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true")));
    }

    @AfterAll
    void stopTarget() {
        target.close();
    }

    @Test
    void refusedRestoreWritesNothingAndSucceedsOnceTheTargetIsPutRight(@TempDir Path directory) throws Exception {
        ProducedTopic filled = source.create("error-filled", 4);
        ProducedTopic narrow = source.create("error-narrow", 4);
        ProducedTopic replicated = source.create("error-replicated", 1);
        ProducedTopic large = source.create("error-large", 1);
        ProducedTopic forbidden = source.create("error-forbidden", 1);
        ProducedTopic[] all = {filled, narrow, replicated, large, forbidden};
        for (ProducedTopic topic : all) {
            topic.sendToAll(10);
        }
        large.send(List.of(large.record(0, 1_700_000_000_000L, null, new byte[2_000_000])));
        BackupOf backup = backUp(directory, all);
        replicate(backup.archive(), replicated.name());
        target.create(filled.name(), 4).send(2, 1);
        target.create(narrow.name(), 2);
        target.create(large.name(), 1, Map.of("max.message.bytes", "1000000"));
        AclBinding closed = closed(ResourceType.TOPIC, forbidden.name(), PatternType.LITERAL);
        target.admin().createAcls(List.of(closed)).all().get();
        RestoreOf restore = RestoreOf.archive(backup, target, "errors");

        assertThat(refusal(restore, filled))
                .contains("Target topic error-filled is not empty: partition 2 has records");
        assertThat(refusal(restore, narrow))
                .contains("Too few partitions of target topic error-narrow: expected at least 4, found 2.");
        assertThat(refusal(restore, replicated))
                .contains(
                        "Too few brokers: topic error-replicated is to have 3 replicas, and the target has 1 broker.");
        assertThat(refusal(restore, large)).contains("Too large records for target topic error-large");
        assertThat(refusal(restore, forbidden)).contains("Missing right on target topic error-forbidden: Describe.");
        assertThat(restore.run().messages()).contains("5 problems:");
        assertThat(target.topicNames()).doesNotContain(replicated.name(), forbidden.name(), "varve-restore-errors");

        target.admin().deleteTopics(List.of(filled.name())).all().get();
        Await.until("topic is gone", () -> !target.topicNames().contains(filled.name()));
        target.admin()
                .createPartitions(Map.of(narrow.name(), NewPartitions.increaseTo(4)))
                .all()
                .get();
        set(large.name(), "max.message.bytes", "3000000");
        target.admin().deleteAcls(List.of(closed.toFilter())).all().get();
        RestoreOf corrected =
                restore.with("target: {bootstrapServers: '" + target.bootstrapServers() + "', replicationFactor: 1}");
        Await.until("the broker knows of all changes", () -> corrected.plan().isPossible());
        RestoreOf.Outcome outcome = corrected.run();

        assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(all);
    }

    /** What is said of one topic alone. */
    private static String refusal(RestoreOf restore, ProducedTopic topic) {
        RestoreOf.Outcome outcome =
                restore.with("topics: [{source: " + topic.name() + "}]").run();
        assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.REFUSED);
        return outcome.messages().replaceAll("\\s+", " ");
    }

    @Test
    void missingRightOnTransactionsEndsTheRestoreAtOnceByName(@TempDir Path directory) throws Exception {
        ProducedTopic topic = source.create("error-transactions", 1);
        topic.send(0, 100);
        RestoreOf restore = RestoreOf.archive(backUp(directory, topic), target, "error-transactions");
        AclBinding closed = closed(ResourceType.TRANSACTIONAL_ID, "varve/", PatternType.PREFIXED);
        target.admin().createAcls(List.of(closed)).all().get();

        RestoreOf.Outcome refused = restore.run();
        target.admin().deleteAcls(List.of(closed.toFilter())).all().get();
        RestoreOf.Outcome outcome = restore.run();

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.messages())
                .contains("HINT: the target's user needs Write and Describe on transactional ids that begin with"
                        + " varve/error-transactions/");
        assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(topic);
    }

    @Test
    void rightThatIsTakenAwayEndsTheRestoreByName(@TempDir Path directory) throws Exception {
        ProducedTopic topic = source.create("error-taken", 20);
        topic.sendToAll(100);
        RestoreOf restore = RestoreOf.archive(backUp(directory, topic), target, "error-taken");
        AclBinding closed = closed(ResourceType.TOPIC, topic.name(), PatternType.LITERAL);

        try (RestoreProcess running = RestoreProcess.start(restore.with("rateLimit: 10KiB"))) {
            Await.until("records are restored", () -> new RestoredTopics(target).count(topic) > 0);
            target.admin().createAcls(List.of(closed)).all().get();
            running.awaitExit(ExitCode.FAILED.code());
            assertThat(running.printed())
                    .containsPattern("Error: Cannot .* [Aa]uthoriz.*")
                    .contains("HINT: grant the user of target.properties what is missing");
        }
        target.admin().deleteAcls(List.of(closed.toFilter())).all().get();
        RestoreOf.Outcome outcome = restore.run();

        assertThat(outcome.exitCode()).as(outcome.messages()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(target).requireExactly(topic);
    }

    private static BackupOf backUp(Path directory, ProducedTopic... topics) throws Exception {
        BackupOf backup =
                BackupOf.topics(TestCluster.shared(), directory, topics).with("mode: once");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
        return backup;
    }

    /** As if the source had had three brokers. */
    private static void replicate(ArchivedTopics archived, String topic) throws Exception {
        TopicDescription now = archived.catalog().topics().stream()
                .filter(found -> found.topic().equals(topic))
                .map(TopicCatalog::description)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        Archive.open(new LocalStore(archived.directory()), archived.name())
                .writeTopicDescription(new TopicDescription(
                        now.archiveId(),
                        topic,
                        now.topicId(),
                        now.observed().plus(Duration.ofSeconds(1)),
                        now.partitions(),
                        3,
                        false,
                        now.configs()));
    }

    private void set(String topic, String setting, String value) throws Exception {
        Collection<AlterConfigOp> change =
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET));
        target.admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), change))
                .all()
                .get();
    }

    /** As soon as somebody has rights on it, all others need some of their own. */
    private static AclBinding closed(ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:somebody", "*", AclOperation.ALL, AclPermissionType.ALLOW));
    }
}
