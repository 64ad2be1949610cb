// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WriterScript;
import dev.varve.e2e.scenario.WriterScript.Point;
import dev.varve.restore.sink.RestoreSteps.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A TaskManager that Flink has given up, whose task goes on when its successor was started elsewhere: one run, two writers. */
@SuppressWarnings("try")
class LostTaskManagerIT {
    @TempDir
    private static Path directory;

    private static TestCluster target;
    private static ProducedTopic topic;
    private static BackupOf backup;

    @BeforeAll
    static void backUp() throws Exception {
        target = TestCluster.target();
        topic = TestCluster.shared().create("lost-task", 1);
        topic.send(0, 2000);
        backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .with("mode: once", "segment: {blockSize: 4KiB}");
        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }
    }

    /** Into a topic of that name, so slowly that most is to come after the first commit. */
    private static RestoreOf restore(String id) {
        return RestoreOf.archive(backup, target, id)
                .with(
                        "topics: [{source: lost-task, target: " + id + "}]",
                        "target: {bootstrapServers: '" + target.bootstrapServers() + "', transactionTimeout: 10min}",
                        "commitInterval: 50ms",
                        "rateLimit: 50KiB");
    }

    private static MiniCluster start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.address", "127.0.0.1");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("taskmanager.memory.managed.size", "4m");
        // The class loader closes with the TaskManager here; one that was only given up keeps its own.
        configuration.setString("classloader.check-leaked-classloader", "false");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
        cluster.start();
        return cluster;
    }

    /** The first TaskManager shuts down, which its task hinders; the job goes on in another. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its task, which the test releases later
    private static void moveToAnotherTaskManager(MiniCluster cluster) throws Exception {
        cluster.startTaskManager();
        cluster.terminateTaskManager(0);
    }

    private static void awaitFinish(MiniCluster cluster, JobGraph job) throws Exception {
        cluster.requestJobResult(job.getJobID())
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .toJobExecutionResult(LostTaskManagerIT.class.getClassLoader());
    }

    @Test
    void lostWriterCannotCommitOnceItsSuccessorKnowsWhereToBegin() throws Exception {
        WriterScript script = new WriterScript();
        Point committing = script.holdAt(Step.BEFORE_COMMIT, 0, 0);
        Point successor = script.holdAt(Step.BEFORE_OPEN, 0, 1);
        JobGraph job = restore("lost-commit").watchedBy(script).graph().getJobGraph();

        try (MiniCluster cluster = start();
                script) {
            cluster.submitJob(job).get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
            script.awaitReached(committing);
            moveToAnotherTaskManager(cluster);
            script.awaitReached(successor);
            script.release(committing);
            script.awaitEnd(committing);

            assertThat(script.hasReached(Step.COMMITTED, 0, 0)).isFalse();
            script.release(successor);
            awaitFinish(cluster, job);
        }
        new RestoredTopics(target).requireExactly("lost-commit", 0, topic.expected(0));
    }

    @Test
    void lostWriterThatOpensAfterItsSuccessorWritesNothing() throws Exception {
        WriterScript script = new WriterScript();
        Point unopened = script.holdAt(Step.BEFORE_OPEN, 0, 0);
        Point writing = script.holdAt(Step.COMMITTED, 0, 1);
        JobGraph job = restore("lost-open")
                .restartingAfter(Duration.ofMillis(100))
                .watchedBy(script)
                .graph()
                .getJobGraph();

        try (MiniCluster cluster = start();
                script) {
            cluster.submitJob(job).get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
            script.awaitReached(unopened);
            moveToAnotherTaskManager(cluster);
            script.awaitReached(writing);
            script.release(unopened);
            script.awaitEnd(unopened);

            assertThat(script.hasReached(Step.OPENED, 0, 0)).isTrue();
            assertThat(script.hasReached(Step.ENTITLED, 0, 0)).isFalse();
            script.release(writing);
            awaitFinish(cluster, job);
            assertThat(script.hasReached(Step.ENTITLED, 0, 2)).isTrue();
        }
        new RestoredTopics(target).requireExactly("lost-open", 0, topic.expected(0));
    }
}
