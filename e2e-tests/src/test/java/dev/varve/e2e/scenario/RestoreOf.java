// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.job.ExitCode;
import dev.varve.restore.RestoreRun;
import dev.varve.restore.RestoreTopology;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.plan.Planner;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.sink.RestoreSteps;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A restore of an archive into a cluster: the job exactly as users run it.
 *
 * @param id of the restore
 * @param settings further lines of the configuration
 * @param restartDelay how long a failed subtask stays down
 * @param steps told of every step of a writer
 */
public record RestoreOf(
        ArchivedTopics archive,
        String bootstrapServers,
        String id,
        List<String> settings,
        int parallelism,
        Duration restartDelay,
        RestoreSteps steps) {

    /** Everything in the archive of a backup; commits five times a second. */
    public static RestoreOf archive(BackupOf backup, TestCluster target, String id) {
        return new RestoreOf(
                backup.archive(),
                target.bootstrapServers(),
                id,
                List.of(),
                1,
                Duration.ofMillis(20),
                RestoreSteps.UNWATCHED);
    }

    public RestoreOf with(String... lines) {
        List<String> more = new ArrayList<>(settings);
        more.addAll(List.of(lines));
        return new RestoreOf(archive, bootstrapServers, id, more, parallelism, restartDelay, steps);
    }

    /** With properties of the archive's store in the embedded Flink. */
    public RestoreOf reading(Map<String, String> properties) {
        return with(BackupOf.storeLine(archive.store(), properties));
    }

    public RestoreOf inSubtasks(int subtasks) {
        return new RestoreOf(archive, bootstrapServers, id, settings, subtasks, restartDelay, steps);
    }

    public RestoreOf restartingAfter(Duration delay) {
        return new RestoreOf(archive, bootstrapServers, id, settings, parallelism, delay, steps);
    }

    /** Lets a job on the mini cluster tell of the steps of its writers. */
    public RestoreOf watchedBy(RestoreSteps watcher) {
        return new RestoreOf(archive, bootstrapServers, id, settings, parallelism, restartDelay, watcher);
    }

    /** The same of another archive. */
    public RestoreOf of(ArchivedTopics other) {
        return new RestoreOf(other, bootstrapServers, id, settings, parallelism, restartDelay, steps);
    }

    public RestorePlan plan() throws Exception {
        return Planner.plan(config(), Clock.systemUTC());
    }

    /** Starts the job without any state of Flink; neither verifies nor finishes. */
    public RunningJob start() throws Exception {
        return start(null);
    }

    public RunningJob resume(String savepoint) throws Exception {
        return start(savepoint);
    }

    private RunningJob start(@Nullable String savepoint) throws Exception {
        StreamGraph graph = graph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(savepoint, false, RecoveryClaimMode.NO_CLAIM));
        }
        return RunningJob.submit(graph.getJobGraph(), archive.directory().resolve("restore-savepoints"));
    }

    /** The job, planned now. */
    public StreamGraph graph() throws Exception {
        Configuration flink = new Configuration();
        flink.setString("parallelism.default", Integer.toString(parallelism));
        flink.setString("restart-strategy.type", "fixed-delay");
        flink.setString("restart-strategy.fixed-delay.attempts", "30");
        flink.setString("restart-strategy.fixed-delay.delay", restartDelay.toMillis() + " ms");
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(flink);
        RestoreConfig config = config();
        RestoreTopology.build(
                environment, config, RestoreRun.goal(config, Planner.plan(config, Clock.systemUTC())), steps);
        return environment.getStreamGraph();
    }

    /** What a complete run said. */
    public record Outcome(ExitCode exitCode, String report, String messages) {
        /** Messages without line breaks. */
        public String said() {
            return messages.replaceAll("\\s+", " ");
        }
    }

    /** A whole run as {@code varve restore} does it, to the report. */
    public Outcome run() {
        Path file = archive.directory().resolve(id + ".yaml");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        ExitCode code = EmbeddedJobs.run("restore", file, yaml(), out, messages);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
    }

    public RestoreConfig config() {
        return RestoreConfig.parse("e2e.yaml", yaml(), List.of(), name -> null);
    }

    /** The configuration file. */
    public String yaml() {
        List<String> lines = new ArrayList<>(List.of("version: 1", "archive: " + archive.name(), "id: " + id));
        addUnlessGiven(lines, "store: {uri: '" + archive.store() + "'}");
        addUnlessGiven(lines, "target: {bootstrapServers: '" + bootstrapServers + "'}");
        addUnlessGiven(lines, "commitInterval: 200ms");
        addUnlessGiven(lines, "stateDir: '" + archive.directory().resolve("restore-state") + "'");
        addUnlessGiven(lines, "parallelism: " + parallelism);
        lines.addAll(settings);
        return String.join("\n", lines) + "\n";
    }

    private void addUnlessGiven(List<String> lines, String setting) {
        String key = setting.substring(0, setting.indexOf(':') + 1);
        if (settings.stream().noneMatch(given -> given.startsWith(key))) {
            lines.add(setting);
        }
    }
}
