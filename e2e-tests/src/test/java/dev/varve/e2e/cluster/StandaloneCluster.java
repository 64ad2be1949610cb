// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.e2e.scenario.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Flink session cluster of real processes: a JobManager without high availability, and TaskManagers with numbers from 0. Faults are
 * those of processes. Closing it kills them; their logs stay below {@code e2e-tests/target/flink}.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final String JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String CLIENT = "org.apache.flink.client.cli.CliFrontend";
    private static final String TASK_MANAGER_ID = "tm";

    private static @Nullable StandaloneCluster shared;

    private final ClusterConfig config;
    private final ClusterDirectory directory;
    private final FlinkRest rest;
    private final AtomicInteger clients = new AtomicInteger();
    private final List<@Nullable Worker> taskManagers = new ArrayList<>();
    private @Nullable FlinkProcess jobManager;

    private record Worker(String id, FlinkProcess process) {}

    private StandaloneCluster(ClusterConfig config, ClusterDirectory directory, ClusterPorts ports) {
        this.config = config;
        this.directory = directory;
        rest = new FlinkRest(ports.rest());
    }

    /** One for all tests of this JVM. Who kills a part of it starts it again. Ends with the JVM. */
    public static synchronized StandaloneCluster shared() throws Exception {
        StandaloneCluster running = shared;
        if (running == null) {
            running = start(ClusterConfig.defaults());
            shared = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "end-flink"));
        }
        return running;
    }

    public static StandaloneCluster start(ClusterConfig config) throws Exception {
        ClusterPorts ports = ClusterPorts.free();
        ClusterDirectory directory = ClusterDirectory.create();
        directory.writeConfig(config.lines(ports, directory));
        directory.linkPlugins(config.plugins());
        StandaloneCluster cluster = new StandaloneCluster(config, directory, ports);
        try {
            cluster.startAll();
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void startAll() throws Exception {
        startJobManager();
        for (int i = 0; i < config.taskManagers(); i++) {
            startTaskManager(i);
        }
        awaitTaskManagers();
        require(running().size() == config.taskManagers(), "a TaskManager has ended");
    }

    /** Starts it where it was; TaskManagers that run find it again. Returns before they have. */
    public synchronized void startJobManager() throws IOException {
        require(jobManager == null || !jobManager.isAlive(), "the JobManager runs");
        List<String> options = new ArrayList<>(List.of("-Xmx384m"));
        options.addAll(config.jvmOptions());
        jobManager = FlinkProcess.start(
                directory,
                "jobmanager",
                options,
                Map.of(),
                List.of(JOB_MANAGER, "--configDir", directory.conf().toString(), "--executionMode", "cluster"));
    }

    /** Starts one that was killed, or another one. */
    public synchronized void startTaskManager(int number) throws IOException {
        while (taskManagers.size() <= number) {
            taskManagers.add(null);
        }
        Worker last = taskManagers.get(number);
        require(last == null || !last.process().isAlive(), "TaskManager " + number + " runs");
        List<String> options = new ArrayList<>(List.of("-Xmx" + config.heap()));
        options.addAll(config.jvmOptions());
        // An id of its own for each process: the JobManager must not take the new one for the old one.
        String id = TASK_MANAGER_ID + number + "-" + System.nanoTime();
        List<String> arguments = List.of(
                TASK_MANAGER, "--configDir", directory.conf().toString(), "-D", "taskmanager.resource-id=" + id);
        taskManagers.set(
                number,
                new Worker(id, FlinkProcess.start(directory, "taskmanager-" + number, options, Map.of(), arguments)));
    }

    static int number(String taskManagerId) {
        String rest = taskManagerId.substring(TASK_MANAGER_ID.length());
        return Integer.parseInt(rest.substring(0, rest.indexOf('-')));
    }

    /** By SIGKILL. */
    public synchronized void killJobManager() {
        jobManager().kill();
    }

    /** By SIGKILL. */
    public synchronized void killTaskManager(int number) {
        taskManager(number).kill();
    }

    /** By SIGSTOP: connections stay open, nothing answers. */
    public synchronized void pauseJobManager() throws IOException, InterruptedException {
        jobManager().signal("STOP");
    }

    public synchronized void resumeJobManager() throws IOException, InterruptedException {
        jobManager().signal("CONT");
    }

    /** By SIGSTOP: connections stay open, nothing answers. */
    public synchronized void pauseTaskManager(int number) throws IOException, InterruptedException {
        taskManager(number).signal("STOP");
    }

    public synchronized void resumeTaskManager(int number) throws IOException, InterruptedException {
        taskManager(number).signal("CONT");
    }

    private FlinkProcess jobManager() {
        return Objects.requireNonNull(jobManager, "JobManager");
    }

    private FlinkProcess taskManager(int number) {
        return Objects.requireNonNull(taskManagers.get(number), "TaskManager " + number)
                .process();
    }

    /** Starts whatever does not run, and waits until all TaskManagers are there. */
    public void startWhatIsMissing() throws Exception {
        synchronized (this) {
            if (!jobManager().isAlive()) {
                startJobManager();
            }
            for (int i = 0; i < taskManagers.size(); i++) {
                if (!taskManager(i).isAlive()) {
                    startTaskManager(i);
                }
            }
        }
        awaitTaskManagers();
    }

    /** Waits until the JobManager answers and knows exactly those TaskManagers that run. */
    public void awaitTaskManagers() throws Exception {
        await("TaskManagers are registered", () -> {
            require(jobManager().isAlive(), "the JobManager has ended");
            return registered().equals(running());
        });
    }

    private Set<String> registered() throws InterruptedException {
        Set<String> ids = new HashSet<>();
        try {
            for (JsonNode each : rest.read("/taskmanagers").path("taskmanagers")) {
                ids.add(each.path("id").asText());
            }
        } catch (IOException e) {
            // The JobManager is not there yet.
        }
        return ids;
    }

    private synchronized Set<String> running() {
        Set<String> ids = new HashSet<>();
        for (Worker each : taskManagers) {
            if (each != null && each.process().isAlive()) {
                ids.add(each.id());
            }
        }
        require(!ids.isEmpty(), "no TaskManager runs");
        return ids;
    }

    /** {@code flink run}; the client must succeed and have submitted a job. */
    public SubmittedJob submit(JobRun run) throws Exception {
        Printed printed = execute(run).required();
        return new SubmittedJob(this, printed.find("JobID ([0-9a-f]{32})"), directory.checkpoints(), printed.text());
    }

    /** {@code flink run}, which may fail. */
    public Printed execute(JobRun run) throws Exception {
        return execute(run.environment(), run.command());
    }

    /** Flink's client with these arguments; returns when it has ended. */
    public Printed execute(List<String> arguments) throws Exception {
        return execute(Map.of(), arguments);
    }

    private Printed execute(Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(CLIENT));
        all.addAll(arguments);
        String name = "client-" + clients.incrementAndGet();
        FlinkProcess client = FlinkProcess.start(directory, name, List.of("-Xmx384m"), environment, all);
        try {
            await("flink " + String.join(" ", arguments) + " ends", () -> !client.isAlive());
            return new Printed(arguments, client.await(), client.printed());
        } finally {
            client.kill();
        }
    }

    public FlinkRest rest() {
        return rest;
    }

    /** What processes print, one file for each JobManager, TaskManager and run of the client. */
    public Path logs() {
        return directory.logs();
    }

    /** The file with Flink's configuration. */
    public Path configuration() {
        return directory.conf().resolve("config.yaml");
    }

    /** Retained checkpoints of all jobs. */
    public Path checkpoints() {
        return directory.checkpoints();
    }

    /** As {@link Await#until}, and names the logs if it fails. */
    public void await(String condition, Callable<Boolean> check) throws Exception {
        try {
            Await.until(condition, check);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + whereLogsAre(), e);
        }
    }

    String whereLogsAre() {
        return ". HINT: logs are in " + directory.logs();
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException("Cannot go on: " + otherwise + whereLogsAre());
        }
    }

    @Override
    public void close() {
        if (jobManager != null) {
            jobManager.kill();
        }
        for (Worker taskManager : taskManagers) {
            if (taskManager != null) {
                taskManager.process().kill();
            }
        }
        try {
            directory.deleteAllButLogs();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
