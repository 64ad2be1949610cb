// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where one main runs a job after another. */
public final class SecondJob {
    private static final long ANOTHER = 0x56_61_72_76_65L;

    private SecondJob() {}

    /**
     * The environment for a job that runs after the first one, in BATCH mode.
     *
     * <p>That is the first one's, because with high availability it gives each job an id of its own. But where
     * {@code execution.submit-failed-job-on-application-error} is set, and the Flink Kubernetes Operator sets it always, an
     * environment takes one job only; then it is a new one, whose job id is made from the first one's, so that it stays the same when
     * main is run again.
     */
    @SuppressWarnings("deprecation")
    public static StreamExecutionEnvironment environment(StreamExecutionEnvironment first) {
        Configuration given = (Configuration) first.getConfiguration();
        if (!given.get(DeploymentOptions.SUBMIT_FAILED_JOB_ON_APPLICATION_ERROR)) {
            return first;
        }
        Configuration own = new Configuration();
        given.getOptional(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID)
                .map(JobID::fromHexString)
                .map(id -> new JobID(id.getLowerPart(), id.getUpperPart() ^ ANOTHER))
                .ifPresent(id -> own.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, id.toHexString()));
        return StreamExecutionEnvironment.getExecutionEnvironment(own);
    }
}
