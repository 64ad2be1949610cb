// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;

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
        AccessExecutionGraph graph = cluster.getExecutionGraph(job).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
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
