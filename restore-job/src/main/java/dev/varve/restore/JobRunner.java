// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.EmbeddedFlink.Topology;
import dev.varve.job.ExitCode;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the two jobs of a restore run. */
interface JobRunner {
    /**
     * Runs the restore to its end.
     *
     * @return {@link ExitCode#DONE} once every record is in the target; another code if it has been told why the job ended; empty if
     *     nobody waits for its end
     */
    Optional<ExitCode> run(Topology job) throws Exception;

    /** For the job that reads the target back. */
    StreamExecutionEnvironment verification();
}
