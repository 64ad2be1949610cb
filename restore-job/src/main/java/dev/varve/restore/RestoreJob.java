// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.EmbeddedFlink.Topology;
import dev.varve.job.ExitCode;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.config.InvalidOptionsException.Problem;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.verification.SecondJob;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/**
 * Runs the restore on a Flink cluster: {@code flink run varve-restore-job.jar --config restore.yaml}. Without a cluster use
 * {@code varve restore}.
 */
public final class RestoreJob {
    private RestoreJob() {}

    /**
     * Plans, submits the job, and where it waits for its end, verifies and reports.
     *
     * @param arguments {@code --config FILE}, and {@code --set PATH=VALUE} any number of times
     * @throws InvalidOptionsException with every mistake in the configuration
     * @throws PlanRefusedException if the plan has problems
     */
    public static void main(String... arguments) throws Exception {
        CommandLine command = RestoreArguments.parse(List.of(arguments));
        if (command.isUsageHelpRequested()) {
            command.usage(System.out);
            return;
        }
        RestoreArguments parsed = command.getCommand();
        RestoreConfig config = parsed.config();
        requireNoStoreProperties(config);
        ExitCode code = new RestoreRun(config, Clock.systemUTC(), System.out)
                .execute(new Cluster(), report -> System.out.print(parsed.text(report)));
        if (code == ExitCode.FAILED) {
            throw new IOException("Restore " + config.id()
                    + " failed: the target differs from what was restored. HINT: the report above lists where");
        }
    }

    /** Jobs on the cluster that this main was submitted to. */
    private static final class Cluster implements JobRunner {
        private static final String APPLICATION_MODE = "embedded";

        private final StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();

        @Override
        public Optional<ExitCode> run(Topology job) throws Exception {
            job.build(environment);
            JobClient submitted = environment.executeAsync();
            if (!waits()) {
                return Optional.empty();
            }
            submitted.getJobExecutionResult().get();
            return Optional.of(ExitCode.DONE);
        }

        /** In application mode main runs on the cluster, and waits although nobody is attached. */
        private boolean waits() {
            ReadableConfig flink = environment.getConfiguration();
            return flink.get(DeploymentOptions.ATTACHED)
                    || flink.getOptional(DeploymentOptions.TARGET)
                            .filter(APPLICATION_MODE::equals)
                            .isPresent();
        }

        @Override
        public StreamExecutionEnvironment verification() {
            return SecondJob.environment(environment);
        }
    }

    /** A cluster has set up its file systems before this job came. */
    private static void requireNoStoreProperties(RestoreConfig config) {
        List<Problem> problems = config.store().properties().keySet().stream()
                .map(key -> new Problem(
                        "configuration",
                        0,
                        "store.properties." + key,
                        "Unsupported on a cluster: file systems are set up once per process.",
                        "put " + key + " into Flink's own configuration"))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
    }
}
