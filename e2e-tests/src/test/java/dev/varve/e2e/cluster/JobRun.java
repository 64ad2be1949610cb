// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code flink run} of a job.
 *
 * @param config the job's YAML file
 * @param savepoint a savepoint or a retained checkpoint; null starts without state
 * @param waits whether the client stays until the job has ended; if not, it is run with {@code -d}
 * @param arguments further ones of the job
 * @param environment variables of the client
 */
public record JobRun(
        Path jar,
        Path config,
        int parallelism,
        @Nullable String savepoint,
        boolean waits,
        List<String> arguments,
        Map<String, String> environment) {

    public static JobRun backup(Path config) throws IOException {
        return of(FlinkLibraries.jar("backup-job"), config);
    }

    public static JobRun restore(Path config) throws IOException {
        return of(FlinkLibraries.jar("restore-job"), config);
    }

    static JobRun of(Path jar, Path config) {
        return new JobRun(jar, config, 1, null, false, List.of(), Map.of());
    }

    /** Another release of the job. */
    public JobRun withJar(Path other) {
        return new JobRun(other, config, parallelism, savepoint, waits, arguments, environment);
    }

    public JobRun inSubtasks(int subtasks) {
        return new JobRun(jar, config, subtasks, savepoint, waits, arguments, environment);
    }

    public JobRun from(@Nullable String state) {
        return new JobRun(jar, config, parallelism, state, waits, arguments, environment);
    }

    public JobRun waiting() {
        return new JobRun(jar, config, parallelism, savepoint, true, arguments, environment);
    }

    public JobRun with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new JobRun(jar, config, parallelism, savepoint, waits, all, environment);
    }

    public JobRun withEnvironment(String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return new JobRun(jar, config, parallelism, savepoint, waits, arguments, all);
    }

    /** What stands behind {@code flink}. */
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of("run"));
        if (!waits) {
            command.add("-d");
        }
        command.addAll(List.of("-p", Integer.toString(parallelism)));
        if (savepoint != null) {
            command.addAll(List.of("-s", savepoint));
        }
        command.addAll(List.of(jar.toString(), "--config", config.toString()));
        command.addAll(arguments);
        return command;
    }
}
