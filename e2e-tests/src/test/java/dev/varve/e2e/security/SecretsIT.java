// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.BackupTopology;
import dev.varve.e2e.cluster.JobRun;
import dev.varve.e2e.cluster.StandaloneCluster;
import dev.varve.e2e.cluster.SubmittedJob;
import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.job.ExitCode;
import dev.varve.job.config.BackupConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Passwords are nowhere but where docs/security.md says, however a job ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {
    private SecuredCluster secured;
    private Canary canary;

    @BeforeAll
    void startBroker() throws Exception {
        secured = SecuredCluster.shared();
        canary = secured.canary();
        for (Mechanism mechanism : Mechanism.values()) {
            secured.grant(DocumentedRights.of(SecuredCluster.BACKUP).of(mechanism, SecuredCluster.BACKUP));
            secured.grant(DocumentedRights.of(SecuredCluster.RESTORE).of(mechanism, SecuredCluster.RESTORE));
        }
    }

    @Test
    void commandsKeepPasswordsToThemselves(@TempDir Path directory) throws Exception {
        ProducedTopic topic = secured.cluster().create("shop.commands", 2);
        topic.sendToAll(50);
        JobFile backup = backup(directory, Mechanism.SCRAM, topic);
        JobFile restore = restore(directory, Mechanism.MUTUAL_TLS, "commands");

        String said = "";
        try (TalkingProcess running = TalkingProcess.start(backup, environment(canary.text()), "backup")) {
            new ArchivedTopics(directory, "shop").awaitAll(topic);
            running.terminate();
            said += running.awaitExit(ExitCode.INTERRUPTED);
        }
        assertThat(savepoint(directory)).isNotEmpty();
        canary.requireAbsent(directory.resolve("state"));
        topic.delete();
        said += run(backup, "not-" + canary.text(), "backup", ExitCode.FAILED);
        said += run(restore, "not-" + canary.text(), "restore", ExitCode.FAILED);
        said += run(restore, canary.text(), "plan", ExitCode.DONE, "--json");
        said += run(restore, canary.text(), "restore", ExitCode.DONE);

        new RestoredTopics(secured.cluster()).requireExactly(topic);
        assertThat(said)
                .contains("sasl.jaas.config = [hidden]", "ssl.key.password = [hidden]")
                .contains("Cannot log in to the source cluster", "Cannot set up clients for the target cluster");
        assertThat(directory.resolve("report.json")).exists();
        assertThat(canary.requireAbsent(directory)).isGreaterThan(10);
        canary.requireAbsent(secured.cluster(), "varve-restore-commands");
    }

    private static List<Path> savepoint(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("state/savepoints"))) {
            return files.filter(file -> file.endsWith("_metadata")).toList();
        }
    }

    /** With the right password of the stores. */
    private Map<String, String> environment(String password) {
        return Map.of(Canary.VARIABLE, password, Canary.STORE_VARIABLE, SecuredCluster.storePassword(canary.text()));
    }

    private String run(JobFile job, String password, String command, ExitCode code, String... arguments)
            throws Exception {
        try (TalkingProcess process = TalkingProcess.start(job, environment(password), command, arguments)) {
            return process.awaitExit(code);
        }
    }

    @Test
    void flinkShowsNoPasswordAndKeepsNoneInCheckpointsAndSavepoints(@TempDir Path directory) throws Exception {
        ProducedTopic topic = secured.cluster().create("shop.cluster", 2);
        topic.sendToAll(50);
        Path savepoints = Files.createDirectories(directory.resolve("savepoints"));
        StandaloneCluster flink = StandaloneCluster.shared();
        JobFile backup = backup(directory, Mechanism.MUTUAL_TLS, topic);
        JobFile restore = restore(directory, Mechanism.SCRAM, "cluster");

        String truststore = "source.properties.ssl.truststore.password=" + SecuredCluster.storePassword(canary.text());
        SubmittedJob running =
                flink.submit(run(JobRun.backup(backup.write()), canary.text()).with("--set", truststore));
        new ArchivedTopics(directory, "shop").awaitAll(topic);
        running.awaitCheckpoints(1);
        running.savepoint(savepoints);
        canary.requireAbsent(flink.rest());
        canary.requireAbsent(flink.checkpoints());
        secured.withdraw(DocumentedRights.of(SecuredCluster.BACKUP).of(Mechanism.MUTUAL_TLS, SecuredCluster.BACKUP));
        Await.until("the job has failed", () -> running.status().equals("FAILED"));
        secured.grant(DocumentedRights.of(SecuredCluster.BACKUP).of(Mechanism.MUTUAL_TLS, SecuredCluster.BACKUP));
        topic.delete();
        flink.execute(run(JobRun.restore(restore.write()).waiting(), "not-" + canary.text()));
        flink.submit(run(JobRun.restore(restore.write()).waiting(), canary.text()));

        new RestoredTopics(secured.cluster()).requireExactly(topic);
        assertThat(running.exceptions().get(0)).contains("Missing right on the source cluster");
        assertThat(canary.requireAbsent(flink.rest())).isGreaterThan(40);
        assertThat(canary.requireAbsent(flink.logs())).isGreaterThan(3);
        assertThat(canary.requireAbsent(directory)).isGreaterThan(5);
        canary.requireAbsent(secured.cluster(), "varve-restore-cluster");
    }

    private JobRun run(JobRun job, String password) {
        return job.withEnvironment(Canary.VARIABLE, password)
                .withEnvironment(Canary.STORE_VARIABLE, SecuredCluster.storePassword(canary.text()));
    }

    @Test
    void passwordThatKafkaReadsFromFileIsNotInTheJobGraph(@TempDir Path directory, @TempDir Path secrets)
            throws Exception {
        ProducedTopic topic = secured.cluster().create("shop.file", 2);
        topic.sendToAll(50);
        Path file = Files.writeString(secrets.resolve("secrets.properties"), "password=" + canary.text());
        Map<String, String> read = fromFile(secured.properties(Mechanism.SCRAM, SecuredCluster.BACKUP), file);
        Map<String, String> written = fromFile(secured.properties(Mechanism.MUTUAL_TLS, SecuredCluster.RESTORE), file);
        JobFile backup = JobFile.backup(directory, secured.bootstrapServers(Mechanism.SCRAM), read, topic.name())
                .with("mode: once");
        JobFile restore =
                JobFile.restore(directory, secured.bootstrapServers(Mechanism.MUTUAL_TLS), written, "from-file");

        JobFile.Outcome backedUp = backup.run("backup");
        topic.delete();
        JobFile.Outcome restored = restore.run("restore");

        assertThat(backedUp.exitCode()).as(backedUp.printed()).isEqualTo(ExitCode.DONE);
        assertThat(restored.exitCode()).as(restored.printed()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(secured.cluster()).requireExactly(topic);
        assertThat(canary.isIn(jobGraph(backup))).isFalse();
        JobFile fromEnvironment = backup(directory, Mechanism.SCRAM, topic);
        assertThat(canary.isIn(jobGraph(fromEnvironment)))
                .as("a password from the environment travels in the job graph, as docs/security.md says")
                .isTrue();
    }

    private byte[] jobGraph(JobFile file) throws Exception {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment();
        BackupTopology.build(
                environment,
                BackupConfig.parse("backup.yaml", String.join("\n", file.lines()), List.of(), name -> canary.text()));
        return InstantiationUtil.serializeObject(environment.getStreamGraph().getJobGraph());
    }

    private Map<String, String> fromFile(Map<String, String> properties, Path file) {
        Map<String, String> changed = new HashMap<>();
        properties.forEach(
                (key, value) -> changed.put(key, value.replace(canary.text(), "$${file:" + file + ":password}")));
        changed.put("config.providers", "file");
        changed.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        return changed;
    }

    private JobFile backup(Path directory, Mechanism mechanism, ProducedTopic topic) throws Exception {
        return JobFile.backup(
                directory,
                secured.bootstrapServers(mechanism),
                canary.hiddenIn(secured.properties(mechanism, SecuredCluster.BACKUP)),
                topic.name());
    }

    private JobFile restore(Path directory, Mechanism mechanism, String id) throws Exception {
        return JobFile.restore(
                        directory,
                        secured.bootstrapServers(mechanism),
                        canary.hiddenIn(secured.properties(mechanism, SecuredCluster.RESTORE)),
                        id)
                .with("report: '" + directory.resolve("report.json").toUri() + "'");
    }
}
