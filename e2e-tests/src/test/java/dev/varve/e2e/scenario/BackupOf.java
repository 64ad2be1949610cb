// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.backup.BackupTopology;
import dev.varve.backup.sink.BackupSteps;
import dev.varve.job.config.BackupConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A backup of topics to an archive: the job exactly as users run it.
 *
 * @param directory where tests keep its files; the store as well, unless another one is given
 * @param topics the configuration's list, as YAML in one line
 * @param settings further lines of the configuration
 * @param restartDelay how long a failed subtask stays down
 * @param steps told of every step of a commit
 */
public record BackupOf(
        String bootstrapServers,
        Path directory,
        URI store,
        String topics,
        List<String> settings,
        int parallelism,
        Duration restartDelay,
        BackupSteps steps) {
    public static final String ARCHIVE = "e2e";

    /** Names or patterns; commits five times a second. */
    public static BackupOf topics(TestCluster source, Path directory, String... names) {
        return new BackupOf(
                source.bootstrapServers(),
                directory,
                directory.toUri(),
                list(names),
                List.of(),
                1,
                Duration.ofMillis(20),
                BackupSteps.UNWATCHED);
    }

    public static BackupOf topics(TestCluster source, Path directory, ProducedTopic... topics) {
        return topics(
                source, directory, Stream.of(topics).map(ProducedTopic::name).toArray(String[]::new));
    }

    private static String list(String... names) {
        return Stream.of(names)
                .map(name -> (name.contains("*") ? "{pattern: '" : "{topic: '") + name + "'}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** The list as YAML. */
    public BackupOf ofTopics(String yaml) {
        return new BackupOf(bootstrapServers, directory, store, yaml, settings, parallelism, restartDelay, steps);
    }

    public BackupOf with(String... lines) {
        List<String> more = new ArrayList<>(settings);
        more.addAll(List.of(lines));
        return new BackupOf(bootstrapServers, directory, store, topics, more, parallelism, restartDelay, steps);
    }

    /** Keeps the archive somewhere else; properties are those of the store in the embedded Flink. */
    public BackupOf storedAt(URI uri, Map<String, String> properties) {
        BackupOf other =
                new BackupOf(bootstrapServers, directory, uri, topics, settings, parallelism, restartDelay, steps);
        return other.with(storeLine(uri, properties));
    }

    /** As a configuration has it. */
    static String storeLine(URI uri, Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(each -> "'" + each.getKey() + "': '" + each.getValue() + "'")
                .collect(Collectors.joining(", ", "store: {uri: '" + uri + "', properties: {", "}}"));
    }

    public BackupOf inSubtasks(int subtasks) {
        return new BackupOf(bootstrapServers, directory, store, topics, settings, subtasks, restartDelay, steps);
    }

    public BackupOf restartingAfter(Duration delay) {
        return new BackupOf(bootstrapServers, directory, store, topics, settings, parallelism, delay, steps);
    }

    public BackupOf watchedBy(BackupSteps watcher) {
        return new BackupOf(bootstrapServers, directory, store, topics, settings, parallelism, restartDelay, watcher);
    }

    /** Sets properties of the source's clients, as YAML in one line. */
    public BackupOf readingWith(String properties) {
        return with("source: {bootstrapServers: '" + bootstrapServers + "', properties: " + properties + "}");
    }

    /** What the archive holds. */
    public ArchivedTopics archive() {
        return new ArchivedTopics(directory, store, ARCHIVE);
    }

    /** Starts the job without any state of Flink. */
    public RunningJob start() throws Exception {
        return start(null);
    }

    public RunningJob resume(String savepoint) throws Exception {
        return start(savepoint);
    }

    private RunningJob start(@Nullable String savepoint) throws Exception {
        Configuration flink = new Configuration();
        flink.setString("parallelism.default", Integer.toString(parallelism));
        flink.setString("restart-strategy.type", "fixed-delay");
        flink.setString("restart-strategy.fixed-delay.attempts", "30");
        flink.setString("restart-strategy.fixed-delay.delay", restartDelay.toMillis() + " ms");
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(flink);
        BackupConfig config = BackupConfig.parse("e2e.yaml", yaml(), List.of(), name -> null);
        BackupTopology.build(environment, config, steps);
        StreamGraph graph = environment.getStreamGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(savepoint, false, RecoveryClaimMode.NO_CLAIM));
        }
        JobGraph job = graph.getJobGraph();
        return RunningJob.submit(job, directory.resolve("savepoints"));
    }

    /** The configuration file. */
    public String yaml() {
        List<String> lines = new ArrayList<>(List.of("version: 1", "archive: " + ARCHIVE, "topics: " + topics));
        addUnlessGiven(lines, "store: {uri: '" + directory + "'}");
        addUnlessGiven(lines, "source: {bootstrapServers: '" + bootstrapServers + "'}");
        addUnlessGiven(lines, "commitInterval: 200ms");
        addUnlessGiven(lines, "discoveryInterval: 300ms");
        addUnlessGiven(lines, "stateDir: '" + directory.resolve("state") + "'");
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
