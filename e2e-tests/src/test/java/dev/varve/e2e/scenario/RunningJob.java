// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.util.ExceptionUtils;

/** A backup that runs in {@link FlinkCluster}. Closing it ends the job without a last commit, as a crash does. */
public final class RunningJob implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 90;

    private final MiniCluster cluster;
    private final JobID job;
    private final Path savepoints;

    private RunningJob(MiniCluster cluster, JobID job, Path savepoints) {
        this.cluster = cluster;
        this.job = job;
        this.savepoints = savepoints;
    }

    public static RunningJob submit(JobGraph graph, Path savepoints) throws Exception {
        MiniCluster cluster = FlinkCluster.get();
        cluster.submitJob(graph).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return new RunningJob(cluster, graph.getJobID(), savepoints);
    }

    /** Stops with a final commit; returns the savepoint. */
    public String stop() throws Exception {
        Await.until("all tasks run", this::allTasksRun);
        String savepoint = cluster.stopWithSavepoint(
                        job, savepoints.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        awaitFinish();
        return savepoint;
    }

    /** Waits until the job has ended by itself; it must have succeeded. */
    public void awaitFinish() throws Exception {
        cluster.requestJobResult(job)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .toJobExecutionResult(RunningJob.class.getClassLoader());
    }

    private boolean allTasksRun() throws Exception {
        return subtasks().stream().allMatch(state -> state == ExecutionState.RUNNING);
    }

    /** The states of the subtasks, in their order. */
    public List<ExecutionState> subtasks() throws Exception {
        List<ExecutionState> states = new ArrayList<>();
        for (AccessExecutionVertex task : graph().getAllExecutionVertices()) {
            states.add(task.getExecutionState());
        }
        return states;
    }

    /** How often each subtask was started again, in their order. */
    public List<Integer> restarts() throws Exception {
        List<Integer> restarts = new ArrayList<>();
        for (AccessExecutionVertex task : graph().getAllExecutionVertices()) {
            restarts.add(task.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return restarts;
    }

    /** Waits until so many more checkpoints are complete. */
    public void awaitCheckpoints(int more) throws Exception {
        long wanted = completedCheckpoints() + more;
        Await.until(wanted + " checkpoints are complete", () -> completedCheckpoints() >= wanted);
    }

    private long completedCheckpoints() throws Exception {
        CheckpointStatsSnapshot checkpoints = graph().getCheckpointStatsSnapshot();
        return checkpoints == null ? 0 : checkpoints.getCounts().getNumberOfCompletedCheckpoints();
    }

    /** Asks for a checkpoint as people and operators do: why Flink refuses it, or empty if it is complete. */
    public Optional<CheckpointFailureReason> tryCheckpoint() throws Exception {
        try {
            cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(ExceptionUtils.findThrowable(e, CheckpointException.class)
                    .orElseThrow(() -> e)
                    .getCheckpointFailureReason());
        }
    }

    /** Waits until the job has failed and tells why; it goes on. */
    public Throwable awaitFailure() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        Await.until("the job fails", () -> {
            cluster.getExecutionGraphInfo(job)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .getExceptionHistory()
                    .forEach(entry -> failures.add(entry.getException()));
            return !failures.isEmpty();
        });
        return failures.get(0);
    }

    private AccessExecutionGraph graph() throws Exception {
        return cluster.getExecutionGraph(job).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public JobStatus status() throws Exception {
        return cluster.getJobStatus(job).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        try {
            cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IOException("Cannot cancel job " + job, e);
        }
    }

    /** Ends the job as a crash does. Does nothing if it has ended already. */
    public void cancel() throws Exception {
        if (!status().isGloballyTerminalState()) {
            cluster.cancelJob(job).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            Await.until("job has ended", () -> status().isGloballyTerminalState());
        }
    }
}
