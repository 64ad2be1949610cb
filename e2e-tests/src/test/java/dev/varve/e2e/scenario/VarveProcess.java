// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.tools.Varve;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.OS;

/** A command of {@code varve} in a process of its own. Closing it kills the process. */
public class VarveProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 240;

    private final Process process;
    private final Path output;

    /**
     * Starts the command.
     *
     * @param output what it prints comes at the end of this file
     */
    protected VarveProcess(Path output, List<String> jvmOptions, List<String> arguments) throws IOException {
        this(output, jvmOptions, Map.of(), arguments);
    }

    /** Starts the command with these variables in its environment. */
    protected VarveProcess(
            Path output, List<String> jvmOptions, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (OS.LINUX.isCurrentOs()) {
            // A shell makes what it runs in the background deaf to SIGINT, and children inherit that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djava.io.tmpdir"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Varve.class.getName()));
        command.addAll(arguments);
        this.output = output;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Objects.requireNonNull(builder.environment()).putAll(environment);
        this.process = builder.start();
    }

    /** As Ctrl-C does. */
    public void interrupt() throws Exception {
        signal("INT");
    }

    /** Stops it as it is: its connections stay open, and it answers nothing. */
    public void freeze() throws Exception {
        signal("STOP");
    }

    /** Lets it go on where it was frozen. */
    public void thaw() throws Exception {
        signal("CONT");
    }

    /** As {@code kill} does. */
    public void terminate() {
        process.toHandle().destroy();
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends it by SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself. */
    public void awaitExit(int code) throws Exception {
        int exit = awaitExit();
        assertThat("exit code " + exit).as(printed()).isEqualTo("exit code " + code);
    }

    /** Waits until it has ended by itself; returns the exit code. */
    public int awaitExit() throws Exception {
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .as("still running: " + printed())
                .isTrue();
        return process.exitValue();
    }

    /** What is in the file that it prints to. */
    public String printed() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        kill();
    }
}
