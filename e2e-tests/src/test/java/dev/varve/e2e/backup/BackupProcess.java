// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.tools.Varve;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code varve backup} in a process of its own. Closing it kills the process. */
final class BackupProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final Path output;

    private BackupProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the command; what it prints goes to a file in the backup's directory. */
    static BackupProcess start(BackupOf backup, String... jvmOptions) throws IOException {
        Path config = Files.writeString(backup.directory().resolve("backup.yaml"), backup.yaml());
        Path output = backup.directory().resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djava.io.tmpdir"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Varve.class.getName()));
        command.addAll(List.of("backup", "--config", config.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return new BackupProcess(process, output);
    }

    /** Waits until it has ended by itself; it must have succeeded. */
    void awaitDone() throws Exception {
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(ended ? "exit code " + process.exitValue() : "still running")
                .as(printed())
                .isEqualTo("exit code 0");
    }

    /** What it and those before it have printed. */
    String printed() throws IOException {
        return Files.readString(output);
    }

    /** Ends it by SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
