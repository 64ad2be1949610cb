// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each right that docs/security.md asks for is needed, and who lacks it is told which one it is, at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180) // a job that tries again for ever
class MissingRightsIT {
    private static final Mechanism USER = Mechanism.PLAIN;

    /** What a restore into a new topic says, by right. */
    private static final Map<String, String> TOLD = Map.of(
            "Create on topic shop.", "missing-right: target topic shop.missing-right",
            "Read on topic shop.", "Read on topic shop.missing-right",
            "Write on topic shop.", "Write on topic shop.missing-right",
            "AlterConfigs on topic shop.", "AlterConfigs on topic shop.missing-right",
            "Create on topic varve-restore-", "missing-right: target topic varve-restore-missing-right",
            "Read on topic varve-restore-", "Cannot use ledger topic varve-restore-missing-right",
            "Write on topic varve-restore-", "Cannot use ledger topic varve-restore-missing-right",
            "Write on transactional-id varve/",
                    "Write and Describe on transactional ids that begin with varve/missing-right");

    private SecuredCluster secured;
    private Path archive;
    private ProducedTopic topic;

    @BeforeAll
    void startBroker(@TempDir Path backups) throws Exception {
        secured = SecuredCluster.shared();
        archive = backups;
        topic = secured.cluster().create("shop.rights", 2);
        topic.sendToAll(10);
        JobFile backup = JobFile.backup(archive, secured.cluster().bootstrapServers(), Map.of(), topic.name());
        assertThat(backup.with("mode: once").run("backup").exitCode()).isEqualTo(ExitCode.DONE);
        secured.grant(DocumentedRights.of(SecuredCluster.BACKUP).of(USER, SecuredCluster.BACKUP));
        secured.grant(DocumentedRights.of(SecuredCluster.RESTORE).of(USER, SecuredCluster.RESTORE));
    }

    static List<DocumentedRights.Right> rightsOfRestore() throws Exception {
        return DocumentedRights.of(SecuredCluster.RESTORE).rights();
    }

    @ParameterizedTest
    @MethodSource("rightsOfRestore")
    void restoreWithoutOneRightEndsBeforeTheFirstRecordAndNamesIt(DocumentedRights.Right right) throws Exception {
        String told = Objects.requireNonNull(TOLD.get(right.toString()), "what is said without " + right);
        String name = "missing-right-" + right.toString().replaceAll("[^A-Za-z]+", "-");
        ExitCode expected = right.operation().equals("Create") ? ExitCode.REFUSED : ExitCode.FAILED;

        JobFile.Outcome outcome =
                without(right, SecuredCluster.RESTORE, () -> restore(name).run("restore"));

        assertThat(outcome.exitCode()).as(outcome.printed()).isEqualTo(expected);
        assertThat(outcome.said())
                .contains(told)
                .contains("HINT: ")
                .doesNotContain(secured.canary().text());
        if (secured.cluster().topicNames().contains("shop." + name)) {
            assertThat(new RestoredTopics(secured.cluster()).read("shop." + name, 0))
                    .isEmpty();
        }
    }

    @Test
    void restoreGoesOnOnceTheRightIsGranted() throws Exception {
        DocumentedRights.Right read = rightsOfRestore().stream()
                .filter(right -> right.toString().equals("Read on topic shop."))
                .findFirst()
                .orElseThrow();

        JobFile.Outcome refused =
                without(read, SecuredCluster.RESTORE, () -> restore("granted").run("restore"));
        JobFile.Outcome planned =
                without(read, SecuredCluster.RESTORE, () -> restore("granted").run("plan"));
        JobFile.Outcome done = restore("granted").run("restore");

        assertThat(refused.exitCode()).as(refused.printed()).isEqualTo(ExitCode.FAILED);
        assertThat(planned.exitCode()).as(planned.printed()).isEqualTo(ExitCode.REFUSED);
        assertThat(planned.said()).contains("Missing right Read on target topic shop.granted.");
        assertThat(done.exitCode()).as(done.printed()).isEqualTo(ExitCode.DONE);
        for (int partition = 0; partition < topic.partitions(); partition++) {
            new RestoredTopics(secured.cluster()).requireExactly("shop.granted", partition, topic.expected(partition));
        }
    }

    private JobFile restore(String name) throws Exception {
        return JobFile.restore(
                        archive, secured.bootstrapServers(USER), secured.properties(USER, SecuredCluster.RESTORE), name)
                .with("topics: [{source: shop.rights, target: shop." + name + "}]");
    }

    @Test
    void backupWithoutReadEndsAtOnceAndNamesIt(@TempDir Path directory) throws Exception {
        JobFile.Outcome outcome = without(
                rightOfBackup("Read"),
                SecuredCluster.BACKUP,
                () -> backup(directory).run("backup"));

        assertThat(outcome.exitCode()).as(outcome.printed()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.said())
                .contains("Error: Missing right on the source cluster at " + secured.bootstrapServers(USER)
                        + ": Read on topic shop.rights (Topic authorization failed). HINT: grant it to the user of"
                        + " source.properties");
    }

    @Test
    void backupWithoutDescribeConfigsKeepsEverythingButSettings(@TempDir Path directory) throws Exception {
        JobFile.Outcome outcome = without(
                rightOfBackup("DescribeConfigs"),
                SecuredCluster.BACKUP,
                () -> backup(directory).with("mode: once").run("backup"));

        assertThat(outcome.exitCode()).as(outcome.printed()).isEqualTo(ExitCode.DONE);
        ArchivedTopics archived = new ArchivedTopics(directory, "shop");
        archived.requireExactly(topic);
        assertThat(Objects.requireNonNull(archived.catalog().topics().get(0).description())
                        .configs())
                .isEmpty();
    }

    @Test
    void backupWhoseRightIsTakenAwayEndsWithoutRestart(@TempDir Path directory) throws Exception {
        ProducedTopic running = secured.cluster().create("shop.taken", 1);
        running.send(0, 10);
        BackupOf backup = BackupOf.topics(secured.cluster(), directory, running)
                .with(backup(directory).lines().get(2));

        try (RunningJob job = backup.start()) {
            backup.archive().awaitAll(running);
            without(rightOfBackup("Read"), SecuredCluster.BACKUP, () -> {
                JobExecutionException end = failure(job);
                assertThat(ExitCode.describe(end))
                        .startsWith("Error: Missing right on the source cluster at " + secured.bootstrapServers(USER)
                                + ": Read on topic shop.taken")
                        .contains("HINT: grant it to the user of source.properties");
                return ExitCode.of(end);
            });
            assertThat(job.restarts()).containsOnly(0);
        }
        backup.archive().requireExactly(running);
    }

    private static JobExecutionException failure(RunningJob job) throws Exception {
        try {
            job.awaitFinish();
            throw new AssertionError("The job has ended without a failure");
        } catch (JobExecutionException e) {
            return e;
        }
    }

    private JobFile backup(Path directory) throws Exception {
        return JobFile.backup(
                directory,
                secured.bootstrapServers(USER),
                secured.properties(USER, SecuredCluster.BACKUP),
                topic.name());
    }

    private static DocumentedRights.Right rightOfBackup(String operation) throws Exception {
        return DocumentedRights.of(SecuredCluster.BACKUP).rights().stream()
                .filter(right -> right.operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    /** What is done while a right is missing. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws Exception;
    }

    private <T> T without(DocumentedRights.Right right, String role, Attempt<T> attempt) throws Exception {
        List<AclBinding> one = List.of(right.of(USER.user(role)));
        secured.withdraw(one);
        try {
            return attempt.run();
        } finally {
            secured.grant(one);
        }
    }
}
