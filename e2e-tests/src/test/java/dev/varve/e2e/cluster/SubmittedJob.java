// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A job on a {@link StandaloneCluster}. It goes when its JobManager is killed; its checkpoints stay. */
public final class SubmittedJob {
    private final StandaloneCluster cluster;
    private final String id;
    private final Path checkpoints;
    private final String printed;

    SubmittedJob(StandaloneCluster cluster, String id, Path checkpoints, String printed) {
        this.cluster = cluster;
        this.id = id;
        this.checkpoints = checkpoints.resolve(id);
        this.printed = printed;
    }

    public String id() {
        return id;
    }

    /** What the client that submitted it has printed. */
    public String printed() {
        return printed;
    }

    /** Such as {@code RUNNING}, in Flink's words. */
    public String status() throws IOException, InterruptedException {
        return read("").path("state").asText();
    }

    public long completedCheckpoints() throws IOException, InterruptedException {
        return read("/checkpoints").path("counts").path("completed").asLong();
    }

    /** How often the whole job or a part of it has started again. */
    public long restarts() throws IOException, InterruptedException {
        for (JsonNode metric : read("/metrics?get=numRestarts")) {
            return metric.path("value").asLong();
        }
        return 0;
    }

    /** The TaskManager of each subtask, by its number. */
    public List<Integer> taskManagers() throws IOException, InterruptedException {
        List<Integer> places = new ArrayList<>();
        for (JsonNode vertex : read("").path("vertices")) {
            for (JsonNode subtask :
                    read("/vertices/" + vertex.path("id").asText()).path("subtasks")) {
                places.add(
                        StandaloneCluster.number(subtask.path("taskmanager-id").asText()));
            }
        }
        return places;
    }

    /** Why tasks have failed, newest first, with stack traces. */
    public List<String> exceptions() throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (JsonNode entry : read("/exceptions").path("exceptionHistory").path("entries")) {
            found.add(entry.path("stacktrace").asText());
        }
        return found;
    }

    /** Waits until every subtask runs. */
    public void awaitRunning() throws Exception {
        cluster.await("job runs: " + id, this::allTasksRun);
    }

    private boolean allTasksRun() throws IOException, InterruptedException {
        JsonNode job = read("");
        int wanted = 0;
        int running = 0;
        for (JsonNode vertex : job.path("vertices")) {
            wanted += vertex.path("parallelism").asInt();
            running += vertex.path("tasks").path("RUNNING").asInt();
        }
        return "RUNNING".equals(job.path("state").asText()) && wanted > 0 && running == wanted;
    }

    /** Waits until every subtask runs again after so many restarts. */
    public void awaitRestarts(long wanted) throws Exception {
        cluster.await(
                "job runs again after " + wanted + " restarts: " + id, () -> restarts() >= wanted && allTasksRun());
    }

    /** Waits until so many more checkpoints are complete. */
    public void awaitCheckpoints(int more) throws Exception {
        long wanted = completedCheckpoints() + more;
        cluster.await(wanted + " checkpoints of " + id, () -> completedCheckpoints() >= wanted);
    }

    /** Waits until the job has ended by itself; it must have succeeded. */
    public void awaitFinish() throws Exception {
        cluster.await(
                "job has ended: " + id,
                () -> List.of("FINISHED", "FAILED", "CANCELED").contains(status()));
        if (!"FINISHED".equals(status())) {
            throw new AssertionError("Job " + id + " is " + status() + ": " + exceptions() + cluster.whereLogsAre());
        }
    }

    /** {@code flink stop --savepointPath}: stops with a last commit; returns the savepoint. */
    public String stop(Path savepoints) throws Exception {
        awaitRunning();
        String savepoint = cluster.execute(stopping(savepoints.toUri().toString(), id))
                .required()
                .find("Savepoint completed\\. Path: (\\S+)");
        awaitFinish();
        return savepoint;
    }

    /** {@code flink savepoint}: the job runs on. */
    public String savepoint(Path savepoints) throws Exception {
        awaitRunning();
        return cluster.execute(savepoint(savepoints.toUri().toString(), id))
                .required()
                .find("Savepoint completed\\. Path: (\\S+)");
    }

    /** {@code flink cancel}: ends without a last commit. */
    public void cancel() throws Exception {
        cluster.execute(cancelling(id)).required();
        cluster.await("job is cancelled: " + id, () -> "CANCELED".equals(status()));
    }

    /** What stands behind {@code flink}. */
    static List<String> stopping(String savepoints, String id) {
        return List.of("stop", "--savepointPath", savepoints, id);
    }

    static List<String> savepoint(String savepoints, String id) {
        return List.of("savepoint", id, savepoints);
    }

    static List<String> cancelling(String id) {
        return List.of("cancel", id);
    }

    /** Asks the JobManager to end it, without the client; does nothing if it does not run. */
    void end() throws IOException, InterruptedException {
        cluster.rest().patch("/jobs/" + id + "?mode=cancel");
    }

    /** The newest complete checkpoint on disk; what {@code flink run -s} takes when the job is gone. */
    public Optional<String> retainedCheckpoint() throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(checkpoints)) {
            return entries.filter(each -> Files.exists(each.resolve("_metadata")))
                    .max(Comparator.comparingLong(SubmittedJob::number))
                    .map(found -> found.toUri().toString());
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    private JsonNode read(String path) throws IOException, InterruptedException {
        return cluster.rest().read("/jobs/" + id + path);
    }
}
