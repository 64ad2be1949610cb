// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job on a cluster of real processes, told as what happens to it one after the other. A fault waits until the job has committed more
 * than at the last one; whether more came after the last fault is looked at in the end, so that each fell between two commits.
 *
 * @param <S> the scenario itself
 */
abstract class JobScenario<S extends JobScenario<S>> {
    private final StandaloneCluster cluster;
    private JobRun run;
    private final Path savepointFolder;
    private final List<String> savepoints = new ArrayList<>();
    private final List<Long> faults = new ArrayList<>();
    private @Nullable SubmittedJob job;
    private long restarts;

    JobScenario(StandaloneCluster cluster, JobRun run, Path savepointFolder) {
        this.cluster = cluster;
        this.run = run;
        this.savepointFolder = savepointFolder;
    }

    abstract S self();

    /** Grows with every commit; 0 before the first. */
    abstract long progress() throws Exception;

    StandaloneCluster cluster() {
        return cluster;
    }

    /** How it is started from now on. */
    void runAs(JobRun next) {
        run = next;
    }

    /** From the next start on, this jar is the job. */
    public S withJar(Path jar) {
        run = run.withJar(jar);
        return self();
    }

    SubmittedJob job() {
        return Objects.requireNonNull(job, "no job was started");
    }

    /** {@code flink run -d -p N}: without any state of Flink. */
    public S start(int subtasks) throws Exception {
        return submit(run.inSubtasks(subtasks));
    }

    /** {@code flink run -d -p N -s SAVEPOINT}, from the newest savepoint. */
    public S resume(int subtasks) throws Exception {
        return submit(run.inSubtasks(subtasks).from(savepoints.get(savepoints.size() - 1)));
    }

    /** As {@link #resume}, from the first savepoint. */
    public S resumeFromFirstSavepoint(int subtasks) throws Exception {
        return submit(run.inSubtasks(subtasks).from(savepoints.get(0)));
    }

    /** As {@link #resume}, from the newest checkpoint that the last job has left on disk. */
    public S resumeFromRetainedCheckpoint(int subtasks) throws Exception {
        return submit(run.inSubtasks(subtasks).from(job().retainedCheckpoint().orElseThrow()));
    }

    private S submit(JobRun next) throws Exception {
        job = cluster.submit(next);
        restarts = 0;
        return self();
    }

    /** Somebody deletes all savepoints; none can be resumed then. */
    public S loseSavepoints() throws Exception {
        String lost = savepoints.get(savepoints.size() - 1);
        try (Stream<Path> files = Files.walk(savepointFolder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Printed refused = cluster.execute(run.from(lost));
        assertThat(refused.exitCode()).as(refused.text()).isEqualTo(1);
        assertThat(refused.text()).contains("Cannot find checkpoint or savepoint file/directory");
        savepoints.clear();
        return self();
    }

    /** Waits until the job has committed at least twice since the last fault. */
    public S awaitCommits() throws Exception {
        long last = faults.stream().mapToLong(Long::longValue).max().orElse(0);
        awaitProgress(awaitProgress(last));
        return self();
    }

    private long awaitProgress(long last) throws Exception {
        cluster.await("more than " + last + " is committed", () -> progress() > last);
        return progress();
    }

    private void countFault() throws Exception {
        awaitCommits();
        faults.add(progress());
    }

    /** By SIGKILL, the one that has the first subtask. */
    public S killTaskManager() throws Exception {
        job().awaitRunning();
        countFault();
        restarts = job().restarts();
        cluster.killTaskManager(job().taskManagers().get(0));
        return self();
    }

    /** By SIGKILL. There is no high availability: the job is gone, its checkpoints are not. */
    public S killJobManager() throws Exception {
        countFault();
        cluster.killJobManager();
        return self();
    }

    /** By SIGKILL, the JobManager first. */
    public S killBoth() throws Exception {
        job().awaitRunning();
        int taskManager = job().taskManagers().get(0);
        countFault();
        cluster.killJobManager();
        cluster.killTaskManager(taskManager);
        return self();
    }

    public S startWhatIsMissing() throws Exception {
        cluster.startWhatIsMissing();
        return self();
    }

    /** Waits until Flink has started what was on the killed TaskManager somewhere else. */
    public S awaitRecovery() throws Exception {
        job().awaitRestarts(restarts + 1);
        return self();
    }

    /** {@code flink stop --savepointPath}. */
    public S stopWithSavepoint() throws Exception {
        countFault();
        savepoints.add(job().stop(savepointFolder));
        return self();
    }

    /** {@code flink savepoint}: the job runs on, and has committed more before the next fault. */
    public S takeSavepoint() throws Exception {
        awaitCommits();
        savepoints.add(job().savepoint(savepointFolder));
        faults.add(progress());
        return self();
    }

    /** {@code flink cancel}. */
    public S cancel() throws Exception {
        countFault();
        job().cancel();
        return self();
    }

    /** Every fault fell before the last commit, which came to this progress. */
    void requireFaultsBefore(long end) {
        assertThat(faults).as("progress at each fault").allMatch(at -> at > 0 && at < end, "after 0 and before " + end);
    }

    /** However the test has ended. */
    void endJob() throws IOException {
        try {
            if (job != null) {
                job.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps a configuration file. */
    static Path write(Path file, String yaml) throws IOException {
        return Files.writeString(file, yaml);
    }
}
