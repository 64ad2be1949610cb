// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import dev.varve.job.store.FlinkFileStore;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.scheduler.ExecutionGraphInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Runs one job in this process, with its checkpoints in a local directory, and goes on from the newest of them.
 *
 * <p>Listens on loopback only. Ctrl-C and SIGTERM stop the job with a savepoint, which commits what was read; a second one ends the
 * process at once.
 */
public final class EmbeddedFlink {
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    /** A final commit takes as long as a segment does to be closed in the store. */
    private static final long STOP_SECONDS = 120;

    /** Of other states, the end of the job tells. */
    private static final Set<JobStatus> GOES_ON = Set.of(JobStatus.CREATED, JobStatus.RUNNING, JobStatus.RESTARTING);

    private final Settings settings;
    private final StateDirectory state;
    private final PrintStream messages;
    private final String reporterId = UUID.randomUUID().toString();
    private long toldOf;
    private int failures;

    private EmbeddedFlink(Settings settings, StateDirectory state, PrintStream messages) {
        this.settings = settings;
        this.state = state;
        this.messages = messages;
    }

    /** Puts a job together; does not execute it. */
    @FunctionalInterface
    public interface Topology {
        void build(StreamExecutionEnvironment environment) throws Exception;
    }

    /**
     * How to run; {@code flink} comes on top of what is set here.
     *
     * @param stateDir for checkpoints, savepoints and temporary files; one process at a time uses it
     * @param storeProperties settings of the file systems; contains secrets
     * @param places what the job opens beside {@code stateDir}; file systems beyond local ones are loaded for them. If there are
     *     such, the first is listed before the job starts
     * @param progressMillis how often a line on progress is printed
     */
    public record Settings(
            Path stateDir,
            int parallelism,
            Map<String, String> storeProperties,
            List<URI> places,
            Map<String, String> flink,
            long progressMillis) {
        public Settings {
            storeProperties = Map.copyOf(storeProperties);
            places = List.copyOf(places);
            flink = Map.copyOf(flink);
        }

        /** Local disks only. */
        public Settings(
                Path stateDir,
                int parallelism,
                Map<String, String> storeProperties,
                Map<String, String> flink,
                long progressMillis) {
            this(stateDir, parallelism, storeProperties, List.of(), flink, progressMillis);
        }

        /** A line on progress every ten seconds, Flink as we set it up. */
        public static Settings of(
                Path stateDir, int parallelism, Map<String, String> storeProperties, List<URI> places) {
            return new Settings(stateDir, parallelism, storeProperties, places, Map.of(), 10_000);
        }
    }

    /** Runs a job until it ends or a signal asks it to stop. What went wrong is printed. */
    public static ExitCode run(Settings settings, Topology topology, PrintStream messages) {
        try (Signals signals = new Signals("INT", "TERM")) {
            return run(settings, topology, messages, signals.first());
        }
    }

    /**
     * Runs a job until it ends or is asked to stop. What went wrong is printed.
     *
     * @param stop when completed, the job stops with a final commit
     */
    public static ExitCode run(Settings settings, Topology topology, PrintStream messages, CompletableFuture<?> stop) {
        try (StateDirectory state = StateDirectory.open(settings.stateDir())) {
            FlinkFileStore.configureJob(settings.storeProperties(), state.temporary(), settings.places());
            return new EmbeddedFlink(settings, state, messages).run(topology, stop);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (Exception e) {
            messages.println(ExitCode.describe(e));
            return ExitCode.of(e);
        }
    }

    private ExitCode run(Topology topology, CompletableFuture<?> stop) throws Exception {
        Configuration configuration = configuration();
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
        topology.build(environment);
        StreamGraph graph = environment.getStreamGraph();
        Optional<Path> snapshot = state.newestSnapshot();
        if (snapshot.isPresent()) {
            StateDirectory.requireReadable(snapshot.get());
            messages.println("Resuming from " + snapshot.get());
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(
                    snapshot.get().toUri().toString(), false, RecoveryClaimMode.CLAIM));
        }
        MiniClusterConfiguration cluster = new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.parallelism())
                .build();
        ExitCode code;
        MiniCluster flink = new MiniCluster(cluster);
        try {
            flink.start();
            code = await(flink, graph.getJobGraph(), stop);
        } finally {
            flink.close();
        }
        // Until it is closed, Flink deletes some of them itself.
        state.deleteSnapshotsBut(code == ExitCode.DONE ? 0 : 2);
        return code;
    }

    private ExitCode await(MiniCluster flink, JobGraph graph, CompletableFuture<?> stop) throws Exception {
        CompletableFuture<JobResult> result =
                flink.submitJob(graph).thenCompose(submitted -> flink.requestJobResult(graph.getJobID()));
        ProgressReporter progress = ProgressReporter.of(reporterId);
        CompletableFuture<?> event = CompletableFuture.anyOf(result, stop.handle((value, failure) -> ""));
        while (!event.isDone()) {
            try {
                event.get(settings.progressMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                tellOfFailures(flink, graph.getJobID());
                messages.println(progress.line());
            } catch (ExecutionException e) {
                break;
            }
        }
        boolean stopped = !result.isDone() && stop(flink, graph, result);
        finish(result);
        messages.println(progress.line());
        return stopped ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }

    /** The failures since the last call that the job goes on from. */
    private void tellOfFailures(MiniCluster flink, JobID job) throws InterruptedException {
        try {
            ExecutionGraphInfo graph = flink.getExecutionGraphInfo(job).get();
            if (!GOES_ON.contains(graph.getArchivedExecutionGraph().getState())) {
                return;
            }
            List<ErrorInfo> unseen = new ArrayList<>();
            graph.getExceptionHistory().forEach(unseen::add);
            unseen.removeIf(failure -> failure.getTimestamp() <= toldOf);
            unseen.sort(Comparator.comparingLong(ErrorInfo::getTimestamp));
            for (ErrorInfo failure : unseen) {
                failures++;
                toldOf = failure.getTimestamp();
                messages.println(
                        "Starting again after failure " + failures + ": " + ExitCode.reason(failure.getException()));
            }
        } catch (ExecutionException e) {
            // the job has ended meanwhile, and its end tells why
        }
    }

    /** Whether the job was stopped before its end. */
    private boolean stop(MiniCluster flink, JobGraph graph, CompletableFuture<JobResult> result)
            throws InterruptedException, ExecutionException {
        messages.println(
                "Stopping: committing what was read. Again, and it ends at once; the next start reads the rest again.");
        try {
            awaitRunning(flink, graph.getJobID(), result);
            flink.stopWithSavepoint(
                            graph.getJobID(),
                            state.savepoints().toUri().toString(),
                            false,
                            SavepointFormatType.CANONICAL)
                    .get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            cancel(flink, graph.getJobID(), result);
            boolean ended = result.get().isSuccess();
            if (!ended) {
                String reason = e instanceof TimeoutException
                        ? "not possible within " + STOP_SECONDS + " s"
                        : ExitCode.reason(e);
                messages.println("Stopped without a final commit: " + reason
                        + ". Nothing is lost: the next start goes on from the commit before.");
            }
            return !ended;
        }
    }

    /** A job that is being started cannot be stopped with a savepoint. After some time it is tried all the same. */
    private static void awaitRunning(MiniCluster flink, JobID job, CompletableFuture<?> result)
            throws InterruptedException {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        while (System.nanoTime() < end && !result.isDone() && !isRunning(flink, job)) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }

    private static boolean isRunning(MiniCluster flink, JobID job) throws InterruptedException {
        try {
            for (AccessExecutionVertex task : flink.getExecutionGraph(job).get().getAllExecutionVertices()) {
                ExecutionState state = task.getExecutionState();
                if (state != ExecutionState.RUNNING && state != ExecutionState.FINISHED) {
                    return false;
                }
            }
            return true;
        } catch (ExecutionException e) {
            // Flink does not know the job yet, or not any more.
            return false;
        }
    }

    /** Again and again: Flink refuses to cancel a job that it does not know yet. */
    private static void cancel(MiniCluster flink, JobID job, CompletableFuture<?> result)
            throws InterruptedException, ExecutionException {
        while (!result.isDone()) {
            flink.cancelJob(job).exceptionally(failure -> null).get();
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }

    private static void finish(CompletableFuture<JobResult> result) throws Exception {
        try {
            JobResult done = result.get();
            boolean canceled = done.getJobStatus()
                    .map(status -> status.name().equals("CANCELED"))
                    .orElse(false);
            if (!canceled) {
                done.toJobExecutionResult(EmbeddedFlink.class.getClassLoader());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Configuration configuration() {
        Configuration configuration = new Configuration();
        Map<String, String> ours = Map.ofEntries(
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.bind-port", "0"),
                Map.entry("web.submit.enable", "false"),
                Map.entry("jobmanager.bind-host", "127.0.0.1"),
                Map.entry("taskmanager.bind-host", "127.0.0.1"),
                // The cache would look for the server at this machine's public name.
                Map.entry("blob.offload.minsize", Integer.toString(Integer.MAX_VALUE)),
                Map.entry("io.tmp.dirs", state.temporary().toString()),
                Map.entry("parallelism.default", Integer.toString(settings.parallelism())),
                Map.entry("taskmanager.memory.network.min", "4m"),
                Map.entry("taskmanager.memory.network.max", "4m"),
                Map.entry("taskmanager.memory.managed.size", "4m"),
                Map.entry("state.backend.type", "hashmap"),
                Map.entry(
                        "execution.checkpointing.dir",
                        state.checkpoints().toUri().toString()),
                Map.entry("execution.checkpointing.num-retained", "2"),
                Map.entry("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"),
                Map.entry("restart-strategy.type", "exponential-delay"),
                Map.entry("restart-strategy.exponential-delay.initial-backoff", "1s"),
                Map.entry("restart-strategy.exponential-delay.max-backoff", "1min"),
                Map.entry("restart-strategy.exponential-delay.reset-backoff-threshold", "10min"),
                Map.entry("restart-strategy.exponential-delay.attempts-before-reset-backoff", "10"),
                Map.entry("metrics.reporter.progress.factory.class", ProgressReporter.Factory.class.getName()),
                Map.entry("metrics.reporter.progress.id", reporterId));
        ours.forEach(configuration::setString);
        settings.flink().forEach(configuration::setString);
        return configuration;
    }
}
