// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.scripted.Script;
import dev.varve.backup.scripted.ScriptedSource;
import dev.varve.backup.sink.ArchiveSink;
import dev.varve.job.EmbeddedFlink;
import dev.varve.job.EmbeddedFlink.Settings;
import dev.varve.job.config.BackupConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to a process of its own that runs a scripted backup. */
@DisabledOnOs(OS.WINDOWS)
class StopSignalIT {
    private static final Script SCRIPT = new Script(List.of("orders"), 3, 30, 100);

    /** The program that is signalled; it commits nothing by itself. */
    static final class Program {
        private Program() {}

        public static void main(String... arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            BackupConfig config =
                    ScriptedArchive.create(directory.resolve("store")).config();
            Settings settings = new Settings(
                    directory.resolve("state"), 1, Map.of(), Map.of("execution.checkpointing.interval", "1 h"), 60_000);
            ScriptedSource endless = new ScriptedSource(SCRIPT, 6, false);
            int code = EmbeddedFlink.run(
                            settings,
                            environment -> BackupTopology.connect(environment, endless, ArchiveSink.of(config), config),
                            System.out)
                    .code();
            System.exit(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void signalStopsWithAFinalCommit(String signal, @TempDir Path directory) throws Exception {
        List<String> command = new ArrayList<>();
        if (OS.LINUX.isCurrentOs()) {
            // A shell makes what it runs in the background deaf to SIGINT, and children inherit that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djava.io.tmpdir"))
                .forEach(command::add);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            Path store = directory.resolve("store");
            SmallFlink.await("a file is open", () -> {
                try (Stream<Path> files = Files.walk(directory)) {
                    return files.anyMatch(file -> file.toString().contains(".inprogress."));
                }
            });

            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(ScriptedArchive.create(store).requirePrefix(SCRIPT)).isPositive();
            assertThat(Files.readString(directory.resolve("output"))).contains("Stopping: committing what was read");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
