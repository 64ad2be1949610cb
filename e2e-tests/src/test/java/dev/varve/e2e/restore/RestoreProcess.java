// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.tools.Varve;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.OS;

/** {@code varve restore} in a process of its own. Closing it kills the process. */
final class RestoreProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final Path output;

    private RestoreProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the command; what it prints goes to a file of its own in the archive's directory. */
    static RestoreProcess start(RestoreOf restore, String... arguments) throws IOException {
        return startInHeap("512m", restore, arguments);
    }

    /** The same in a heap of this size. */
    static RestoreProcess startInHeap(String heap, RestoreOf restore, String... arguments) throws IOException {
        Path directory = restore.archive().directory();
        Path config = Files.writeString(directory.resolve(restore.id() + ".yaml"), restore.yaml());
        Path output = Files.createTempFile(directory, restore.id(), ".txt");
        List<String> command = new ArrayList<>();
        if (OS.LINUX.isCurrentOs()) {
            // A shell makes what it runs in the background deaf to SIGINT, and children inherit that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djava.io.tmpdir"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx" + heap));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Varve.class.getName()));
        command.addAll(List.of("restore", "--config", config.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new RestoreProcess(process, output);
    }

    /** As Ctrl-C does. */
    void interrupt() throws Exception {
        signal("INT");
    }

    /** Stops it as it is: its connections stay open, and it answers nothing. */
    void freeze() throws Exception {
        signal("STOP");
    }

    /** Lets it go on where it was frozen. */
    void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends it by SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself. */
    void awaitExit(int code) throws Exception {
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(ended ? "exit code " + process.exitValue() : "still running")
                .as(printed())
                .isEqualTo("exit code " + code);
    }

    String printed() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        kill();
    }
}
