// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    void brokerEndsWhenParentIsKilled() throws Exception {
        Process parent = startParent();
        ProcessHandle broker = brokerOf(parent);

        parent.destroyForcibly();

        Await.until("broker ends with its parent", () -> !broker.isAlive());
    }

    @Test
    void brokerAndDirectoryEndWhenParentIsTerminated() throws Exception {
        Process parent = startParent();
        ProcessHandle broker = brokerOf(parent);

        parent.destroy();
        parent.waitFor();

        assertThat(broker.isAlive()).isFalse();
        assertThat(directories.get(0)).doesNotExist();
    }

    @Test
    void detachedBrokerOutlivesItsParent() throws Exception {
        Process parent = startParent("detach");
        ProcessHandle broker = brokerOf(parent);

        parent.destroyForcibly();
        parent.waitFor();

        // Ends gracefully on request, so it has neither ended nor been broken by the end of its parent.
        assertThat(broker.isAlive()).isTrue();
        broker.destroy();
        Await.until("detached broker ends on request", () -> !broker.isAlive());
        assertThat(new BrokerDirectory(directories.get(0), false).logLinesSince(0))
                .anyMatch(line -> line.contains("[BrokerServer id=1] shut down completed"));
    }

    private Process startParent(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dvarve.broker.libs=" + System.getProperty("varve.broker.libs", ""),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerParent.class.getName()));
        command.addAll(Arrays.asList(arguments));
        Process parent = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(parent.toHandle());
        return parent;
    }

    private ProcessHandle brokerOf(Process parent) throws IOException {
        BufferedReader out = parent.inputReader();
        String line = out.readLine();
        assertThat(line).as("what the parent prints").isNotNull();
        String[] words = line.split(" ", 2);
        ProcessHandle broker = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
        started.add(broker);
        directories.add(Path.of(words[1]));
        return broker;
    }
}
