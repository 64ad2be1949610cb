// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small disk of its own, which can be filled up and made read-only as disks are. Closing it takes it away. */
final class MountedDirectory implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 30;

    /** The number of the right to mount, from linux/capability.h. */
    private static final int CAP_SYS_ADMIN = 21;

    private final Path directory;
    private int mounts;

    private MountedDirectory(Path directory) {
        this.directory = directory;
    }

    /** Skips the test where this process may not mount; fails it if it may, and cannot. */
    static MountedDirectory at(Path directory) throws IOException {
        Files.createDirectories(directory);
        MountedDirectory mounted = new MountedDirectory(directory);
        boolean done = mounted.mount(List.of("-t", "tmpfs", "-o", "size=16m", "tmpfs", directory.toString()));
        assumeTrue(
                done || mayMount(),
                "SKIPPED: this process cannot mount a tmpfs. HINT: run the tests as root on Linux, outside of a container");
        assertThat(done).as("tmpfs is mounted").isTrue();
        return mounted;
    }

    /** Root in a container often has no such right, whatever is installed. */
    private static boolean mayMount() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> Long.parseUnsignedLong(
                                line.substring("CapEff:".length()).trim(), 16))
                        .anyMatch(rights -> (rights >> CAP_SYS_ADMIN & 1) == 1);
    }

    private boolean mount(List<String> arguments) {
        boolean done = run("mount", arguments);
        mounts += done ? 1 : 0;
        return done;
    }

    private static boolean run(String program, List<String> arguments) {
        ProcessBuilder command = new ProcessBuilder(program);
        command.command().addAll(arguments);
        Process process;
        try {
            process = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false;
        }
        return process.onExit()
                        .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .join()
                        .exitValue()
                == 0;
    }

    Path directory() {
        return directory;
    }

    /** Leaves no byte for others. */
    void fill() throws IOException {
        byte[] zeros = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(zeros);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    /** A second view of the same files, above the first: what is open stays writable, as after a disk's error. */
    void makeReadOnly() {
        assertThat(mount(List.of("--bind", directory.toString(), directory.toString())))
                .isTrue();
        assertThat(run("mount", List.of("-o", "remount,bind,ro", directory.toString())))
                .isTrue();
    }

    void makeWritable() {
        assertThat(unmount()).isTrue();
    }

    private boolean unmount() {
        mounts--;
        return run("umount", List.of("--lazy", directory.toString()));
    }

    @Override
    public void close() {
        while (mounts > 0) {
            unmount();
        }
    }
}
