// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import dev.varve.e2e.scenario.VarveProcess;
import dev.varve.job.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code varve} in a process of its own that has a password in its environment, and says all it can. Closing it kills the process. */
final class TalkingProcess extends VarveProcess {
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

    private TalkingProcess(
            Path output, List<String> jvmOptions, Map<String, String> environment, List<String> arguments)
            throws IOException {
        super(output, jvmOptions, environment, arguments);
    }

    /** Starts a command with a file; what it prints goes to a file beside it. */
    static TalkingProcess start(JobFile job, Map<String, String> environment, String command, String... arguments)
            throws IOException {
        Path directory = job.directory();
        Path logging = Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
        List<String> all =
                new ArrayList<>(List.of(command, "--config", job.write().toString(), "--stacktrace"));
        all.addAll(List.of(arguments));
        return new TalkingProcess(
                Files.createTempFile(directory, command + "-", ".txt"),
                List.of(
                        "-Xmx512m",
                        "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                        "-Dlog4j2.configurationFile=" + logging),
                environment,
                all);
    }

    /** Waits until it has ended; returns what it printed. */
    String awaitExit(ExitCode code) throws Exception {
        awaitExit(code.code());
        return printed();
    }
}
