// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentDeathIT {
    private final List<ProcessHandle> started = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        for (ProcessHandle each : started) {
            each.destroyForcibly();
            each.onExit().get();
        }
        for (Path each : directories) {
            new DirectoryTree(each).delete();
        }
    }

    @Test
    void killedParentTakesItsBrokerAlongButNoDetachedOne() throws Exception {
        Process parent = startParent();
        BufferedReader out = parent.inputReader();
        ProcessHandle broker = nextBroker(out);
        ProcessHandle detached = nextBroker(out);

        parent.destroyForcibly();
        parent.waitFor();

        Await.until("broker ends with its parent", () -> !broker.isAlive());
        // Ends gracefully on request, so it has neither ended nor been broken by the end of its parent.
        assertThat(detached.isAlive()).isTrue();
        detached.destroy();
        Await.until("detached broker ends on request", () -> !detached.isAlive());
        assertThat(new BrokerDirectory(directories.get(1), false).logLinesSince(0))
                .anyMatch(line -> line.contains("[BrokerServer id=1] shut down completed"));
    }

    @Test
    void brokersAndDirectoriesEndWhenParentIsTerminatedDuringTheirStart(@TempDir Path scratch) throws Exception {
        Process parent = startParent("-Djava.io.tmpdir=" + scratch);
        Await.until("two brokers have begun to start", () -> logsIn(scratch) == 2);
        List<ProcessHandle> brokers = parent.children().toList();
        started.addAll(brokers);

        parent.destroy();
        parent.waitFor();

        assertThat(brokers).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(scratch).isEmptyDirectory();
    }

    /** Logs that have lines already. */
    private static long logsIn(Path scratch) throws IOException {
        try (Stream<Path> files =
                Files.find(scratch, 2, (file, attributes) -> file.endsWith("broker.log") && attributes.size() > 0)) {
            return files.count();
        }
    }

    private Process startParent(String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m"));
        command.addAll(Arrays.asList(jvmOptions));
        command.addAll(List.of(
                "-Dvarve.broker.libs=" + System.getProperty("varve.broker.libs", ""),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerParent.class.getName()));
        Process parent = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(parent.toHandle());
        return parent;
    }

    private ProcessHandle nextBroker(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).as("what the parent prints").isNotNull();
        String[] words = line.split(" ", 2);
        ProcessHandle broker = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
        started.add(broker);
        directories.add(Path.of(words[1]));
        return broker;
    }
}
