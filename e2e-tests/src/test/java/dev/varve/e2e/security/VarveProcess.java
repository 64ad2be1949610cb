// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.ExitCode;
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

/** {@code varve} in a process of its own that has a password in its environment, and says all it can. Closing it kills the process. */
final class VarveProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 120;

    /** Details of our own classes, and what others call information: Kafka's clients print their settings there. */
    private static final String LOGGING = """
            rootLogger.level = INFO
            rootLogger.appenderRef.console.ref = Console
            logger.varve.name = dev.varve
            logger.varve.level = DEBUG
            appender.console.name = Console
            appender.console.type = CONSOLE
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %p %c - %m%n%xEx
            """;

    private final Process process;
    private final Path output;

    private VarveProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a command with a file; what it prints goes to a file beside it. */
    static VarveProcess start(JobFile job, Map<String, String> environment, String command, String... arguments)
            throws IOException {
        Path directory = job.directory();
        Path logging = Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
        Path output = Files.createTempFile(directory, command + "-", ".txt");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(line::add);
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
        line.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
        line.add("-Dlog4j2.configurationFile=" + logging);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Varve.class.getName()));
        line.addAll(List.of(command, "--config", job.write().toString(), "--stacktrace"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        Objects.requireNonNull(builder.environment()).putAll(environment);
        return new VarveProcess(builder.start(), output);
    }

    /** As {@code kill} does. */
    void stop() {
        process.toHandle().destroy();
    }

    /** Waits until it has ended; returns what it printed. */
    String awaitExit(ExitCode code) throws Exception {
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        String printed = Files.readString(output);
        assertThat(ended ? process.exitValue() : -1).as(printed).isEqualTo(code.code());
        return printed;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
