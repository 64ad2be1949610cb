// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What {@code varve check} said, by line. */
record Checked(ExitCode exitCode, Map<String, JsonNode> lines) {

    /**
     * Runs it in this process.
     *
     * @param job {@code check-backup} or {@code check-restore}
     * @param secret must not be in what it prints
     */
    static Checked run(String job, JobFile file, String secret, List<String> more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--config", file.write().toString(), "--json"));
        arguments.addAll(more);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ExitCode code = EmbeddedJob.find(job).orElseThrow().run(arguments, out, out);
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain(secret).startsWith("{");
        new ObjectMapper()
                .readTree(text)
                .get("checks")
                .forEach(line -> lines.put(line.get("check").asText(), line));
        return new Checked(code, lines);
    }

    String status(String line) {
        return line(line).get("status").asText();
    }

    /** What a line found, and its hint. */
    String said(String line) {
        JsonNode told = line(line);
        return told.get("detail").asText() + " HINT: " + told.get("hint").asText();
    }

    private JsonNode line(String line) {
        return Objects.requireNonNull(lines.get(line), "no line " + line + " in " + lines);
    }

    Map<String, String> statuses() {
        Map<String, String> statuses = new LinkedHashMap<>();
        lines.keySet().forEach(line -> statuses.put(line, status(line)));
        return statuses;
    }

    /** Of the lines that failed. */
    List<String> failed() {
        return lines.keySet().stream()
                .filter(line -> status(line).equals("FAILED"))
                .toList();
    }
}
