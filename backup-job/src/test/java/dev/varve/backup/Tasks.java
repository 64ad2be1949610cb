// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** The tasks of a job on a mini cluster. */
public final class Tasks {
    private Tasks() {}

    /** Whether Flink knows that every task runs; it refuses a savepoint before. */
    public static boolean allRun(MiniCluster cluster, JobID job) throws Exception {
        for (AccessExecutionVertex task :
                cluster.getExecutionGraph(job).get(60, TimeUnit.SECONDS).getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }
}
