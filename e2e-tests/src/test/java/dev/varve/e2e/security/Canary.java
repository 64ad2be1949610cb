// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.e2e.cluster.FlinkRest;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.e2e.scenario.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A password that nobody else uses, to be looked for wherever it must not be.
 *
 * @param text what is looked for
 */
record Canary(String text) {
    /** The variable that configuration files take it from. */
    static final String VARIABLE = "VARVE_TEST_PASSWORD";

    /** The same for the password of key stores and trust stores. */
    static final String STORE_VARIABLE = "VARVE_TEST_STORE_PASSWORD";

    private static final List<String> OF_A_JOB = List.of(
            "",
            "/config",
            "/plan",
            "/exceptions",
            "/checkpoints",
            "/checkpoints/config",
            "/accumulators",
            "/jobmanager/config");
    private static final List<String> OF_A_VERTEX = List.of("", "/accumulators", "/metrics", "/subtasks/accumulators");

    static Canary random() {
        return new Canary("canary-" + UUID.randomUUID());
    }

    /** The same settings with variables for the passwords. */
    Map<String, String> hiddenIn(Map<String, String> properties) {
        Map<String, String> hidden = new HashMap<>();
        properties.forEach((key, value) -> hidden.put(
                key,
                value.replace(SecuredCluster.storePassword(text), "${" + STORE_VARIABLE + "}")
                        .replace(text, "${" + VARIABLE + "}")));
        return hidden;
    }

    /** Whether bytes hold it, in whatever they are. */
    boolean isIn(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    /** Looks into every file below a directory; returns how many there are. */
    int requireAbsent(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.filter(Files::isRegularFile).toList();
        }
        List<Path> found = new ArrayList<>();
        for (Path file : all) {
            if (isIn(Files.readAllBytes(file))) {
                found.add(file);
            }
        }
        assertThat(found).as("files with the password").isEmpty();
        return all.size();
    }

    /** Looks into the ledger of a restore. */
    void requireAbsent(TestCluster target, String ledger) {
        List<ConsumerRecord<byte[], byte[]>> entries = new RestoredTopics(target).read(ledger, 0);
        assertThat(entries)
                .isNotEmpty()
                .noneMatch(entry -> isIn(entry.key()) || (entry.value() != null && isIn(entry.value())));
    }

    /** Looks into everything that Flink's web interface can show of the cluster and all its jobs; returns how many answers. */
    int requireAbsent(FlinkRest rest) throws IOException, InterruptedException {
        List<String> paths = new ArrayList<>(List.of(
                "/config",
                "/overview",
                "/jobs",
                "/jobs/overview",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/logs",
                "/taskmanagers"));
        for (JsonNode log : rest.read("/jobmanager/logs").path("logs")) {
            paths.add("/jobmanager/logs/" + log.path("name").asText());
        }
        for (JsonNode manager : rest.read("/taskmanagers").path("taskmanagers")) {
            String path = "/taskmanagers/" + manager.path("id").asText();
            paths.addAll(List.of(path, path + "/logs", path + "/log", path + "/stdout"));
        }
        for (JsonNode job : rest.read("/jobs").path("jobs")) {
            String path = "/jobs/" + job.path("id").asText();
            OF_A_JOB.forEach(view -> paths.add(path + view));
            for (JsonNode vertex : rest.read(path).path("vertices")) {
                OF_A_VERTEX.forEach(view ->
                        paths.add(path + "/vertices/" + vertex.path("id").asText() + view));
            }
        }
        List<String> found = new ArrayList<>();
        for (String path : paths) {
            if (isIn(answer(rest, path).getBytes(StandardCharsets.UTF_8))) {
                found.add(path);
            }
        }
        assertThat(found).as("answers with the password").isEmpty();
        return paths.size();
    }

    /** What is said where there is nothing counts as well. */
    private static String answer(FlinkRest rest, String path) throws InterruptedException {
        try {
            return rest.text(path);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
