// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration file of a job, and its run in this process.
 *
 * @param directory of the archive, the state and the file itself
 * @param lines of the file
 */
record JobFile(Path directory, List<String> lines) {
    private static final String ARCHIVE = "shop";

    /** What a command did and said. */
    record Outcome(ExitCode exitCode, String printed) {
        /** Without line breaks. */
        String said() {
            return printed.replaceAll("\\s+", " ");
        }
    }

    /** A backup of topics to the end. */
    static JobFile backup(Path directory, String servers, Map<String, String> properties, String... topics) {
        return new JobFile(
                directory,
                List.of(
                        "version: 1",
                        "archive: " + ARCHIVE,
                        "source: {bootstrapServers: '" + servers + "', properties: " + yaml(properties) + "}",
                        "topics: ["
                                + Stream.of(topics)
                                        .map(topic -> "{topic: " + topic + "}")
                                        .collect(Collectors.joining(", "))
                                + "]",
                        "store: {uri: '" + directory + "'}",
                        "stateDir: '" + directory.resolve("state") + "'",
                        "commitInterval: 200ms",
                        "discoveryInterval: 300ms"));
    }

    /** A restore of everything in the archive. */
    static JobFile restore(Path directory, String servers, Map<String, String> properties, String id) {
        return new JobFile(
                directory,
                List.of(
                        "version: 1",
                        "archive: " + ARCHIVE,
                        "id: " + id,
                        "target: {bootstrapServers: '" + servers + "', properties: " + yaml(properties) + "}",
                        "store: {uri: '" + directory + "'}",
                        "stateDir: '" + directory.resolve("state") + "'",
                        "commitInterval: 200ms"));
    }

    JobFile with(String... more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(List.of(more));
        return new JobFile(directory, all);
    }

    private static String yaml(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(each -> each.getKey() + ": '" + each.getValue() + "'")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    Path write() throws IOException {
        return Files.writeString(Files.createTempFile(directory, "job", ".yaml"), String.join("\n", lines) + "\n");
    }

    /** Runs {@code varve backup}, {@code plan} or {@code restore} with this file. */
    Outcome run(String command) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ExitCode code = EmbeddedJob.find(command).orElseThrow().run(List.of("--config", write().toString()), out, out);
        return new Outcome(code, printed.toString(StandardCharsets.UTF_8));
    }
}
