// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One run of one of Flink's JVMs. What it logs and what it prints is added to files of its own. */
final class FlinkProcess {
    private final Process process;
    private final Path output;

    private FlinkProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a JVM and returns at once.
     *
     * @param name of its log and its output
     * @param arguments the main class first
     */
    static FlinkProcess start(
            ClusterDirectory directory,
            String name,
            List<String> jvmOptions,
            Map<String, String> environment,
            List<String> arguments)
            throws IOException {
        Path temporary = Files.createTempDirectory(directory.temporary(), name + "-");
        Path output = directory.logs().resolve(name + ".out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxMetaspaceSize=256m"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-Dlog4j2.configurationFile=" + directory.logging());
        command.add("-Dlog.file=" + directory.logs().resolve(name + ".log"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                FlinkLibraries.lib().resolve("*") + File.pathSeparator + directory.main(),
                FlinkMain.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Map<String, String> variables = Objects.requireNonNull(builder.environment());
        variables.put("FLINK_CONF_DIR", directory.conf().toString());
        variables.put("FLINK_LIB_DIR", FlinkLibraries.lib().toString());
        variables.put("FLINK_PLUGINS_DIR", directory.plugins().toString());
        variables.putAll(environment);
        return new FlinkProcess(builder.start(), output);
    }

    /** What it has printed; for a name that had more than one run, of all of them. */
    String printed() throws IOException {
        return Files.readString(output);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself; returns its exit code. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends it by SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends a signal that Java has no call for. */
    void signal(String name) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("Cannot send SIG" + name + " to process " + pid() + ": exit code " + exitCode);
        }
    }
}
