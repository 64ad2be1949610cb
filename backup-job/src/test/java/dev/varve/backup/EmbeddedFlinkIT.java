// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.scripted.Script;
import dev.varve.backup.scripted.ScriptedSource;
import dev.varve.backup.sink.ArchiveSink;
import dev.varve.backup.sink.BackupSteps;
import dev.varve.backup.sink.BackupSteps.Moment;
import dev.varve.backup.sink.BackupSteps.Step;
import dev.varve.job.EmbeddedFlink;
import dev.varve.job.EmbeddedFlink.Settings;
import dev.varve.job.ExitCode;
import dev.varve.job.config.BackupConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A scripted backup in the embedded Flink: what is left in its directory, what it resumes from, how it ends. */
class EmbeddedFlinkIT {
    private static final Script SCRIPT = new Script(List.of("orders"), 3, 30, 100);

    @TempDir
    private Path directory;

    private ScriptedArchive archive;
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
    private volatile CompletableFuture<String> stop = new CompletableFuture<>();

    @BeforeEach
    void createArchive() throws IOException {
        archive = ScriptedArchive.create(directory.resolve("store"));
    }

    private Path state() {
        return directory.resolve("state");
    }

    private ExitCode run(ScriptedSource source, BackupSteps steps, Map<String, String> flink) {
        BackupConfig config = archive.config();
        Settings settings = new Settings(state(), 1, Map.of(), flink, 50);
        PrintStream out = new PrintStream(messages, true, UTF_8);
        return EmbeddedFlink.run(
                settings,
                environment -> BackupTopology.connect(environment, source, ArchiveSink.watched(config, steps), config),
                out,
                stop);
    }

    private ExitCode run(ScriptedSource source) {
        return run(source, BackupSteps.UNWATCHED, Map.of());
    }

    private String printed() {
        return messages.toString(UTF_8);
    }

    private static ScriptedSource endless() {
        return new ScriptedSource(SCRIPT, 6, false);
    }

    private static ScriptedSource ending() {
        return new ScriptedSource(SCRIPT, 6, true);
    }

    private CompletableFuture<ExitCode> startEndless() {
        return CompletableFuture.supplyAsync(() -> run(endless()));
    }

    private void stopAfterManifests(int count) throws Exception {
        CompletableFuture<ExitCode> run = startEndless();
        SmallFlink.await("commits", () -> archive.manifests().size() >= count);
        stop.complete("test");
        assertThat(run.get()).isEqualTo(ExitCode.INTERRUPTED);
        stop = new CompletableFuture<>();
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.walk(state())) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .toList();
        }
    }

    @Test
    void runsToTheEndAndLeavesNothingBehind() throws Exception {
        assertThat(run(ending())).isEqualTo(ExitCode.DONE);

        archive.requireAll(SCRIPT);
        assertThat(snapshots()).isEmpty();
        assertThat(state().resolve("tmp")).doesNotExist();
        assertThat(printed()).contains("elapsed=", "lastCommit=").doesNotContain("Error");
    }

    @Test
    void stopCommitsWhatWasReadAndTheNextStartGoesOn() throws Exception {
        CompletableFuture<ExitCode> running = CompletableFuture.supplyAsync(
                () -> run(endless(), BackupSteps.UNWATCHED, Map.of("execution.checkpointing.interval", "1 h")));
        SmallFlink.await("a file is open", () -> {
            try (Stream<Path> files = Files.walk(archive.folder())) {
                return files.anyMatch(file -> file.toString().contains(".inprogress."));
            }
        });
        stop.complete("test");
        assertThat(running.get()).isEqualTo(ExitCode.INTERRUPTED);
        long first = archive.requirePrefix(SCRIPT);
        assertThat(first).as("offsets committed by the stop").isPositive();
        assertThat(snapshots()).hasSize(1);

        CompletableFuture<String> never = new CompletableFuture<>();
        BackupConfig config = archive.config();
        ExitCode second = EmbeddedFlink.run(
                new Settings(state(), 2, Map.of(), Map.of(), 10_000),
                environment -> BackupTopology.connect(environment, ending(), ArchiveSink.of(config), config),
                new PrintStream(messages, true, UTF_8),
                never);

        assertThat(second).isEqualTo(ExitCode.DONE);
        assertThat(printed()).contains("Resuming from " + state().resolve("savepoints"));
        archive.requireAll(SCRIPT)
                .topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> assertThat(partition.overlaps()).isEmpty()));
    }

    @Test
    void failedJobResumesFromItsLastCheckpoint() throws Exception {
        FailAt always = new FailAt(Step.FLUSH, Moment.BEFORE, 1, 3, 1_000, "embedded-failure");
        ExitCode code = run(ending(), always, Map.of("restart-strategy.type", "none"));
        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(printed()).contains("Error: Injected failure BEFORE FLUSH 1");
        assertThat(snapshots()).hasSizeBetween(1, 2);

        assertThat(run(ending())).isEqualTo(ExitCode.DONE);

        assertThat(printed()).contains("Resuming from " + state().resolve("checkpoints"));
        archive.requireAll(SCRIPT)
                .topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> assertThat(partition.overlaps()).isEmpty()));
    }

    @Test
    void namesADamagedSavepoint() throws Exception {
        stopAfterManifests(1);
        Path metadata = snapshots().get(0).resolve("_metadata");
        byte[] bytes = Files.readAllBytes(metadata);
        Files.write(metadata, Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(run(ending())).isEqualTo(ExitCode.FAILED);

        assertThat(printed())
                .contains("Error: Cannot resume from " + metadata.getParent() + ": it is damaged")
                .contains("HINT: move that directory away");
        Files.move(metadata.getParent(), directory.resolve("away"));
        assertThat(run(ending())).isEqualTo(ExitCode.DONE);
        archive.requireAll(SCRIPT);
    }

    @Test
    void oneProcessAtATimeUsesAStateDirectory() throws Exception {
        CompletableFuture<ExitCode> first = startEndless();
        SmallFlink.await("a commit", () -> !archive.manifests().isEmpty());

        assertThat(run(ending())).isEqualTo(ExitCode.FAILED);

        assertThat(printed()).contains("another process runs with it", "HINT: give each job a stateDir of its own");
        stop.complete("test");
        assertThat(first.get()).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void missingArchiveHasItsExitCode() throws Exception {
        try (Stream<Path> files = Files.walk(archive.folder().resolve("identity"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        ExitCode code = run(ending(), BackupSteps.UNWATCHED, Map.of("restart-strategy.type", "none"));

        assertThat(code).isEqualTo(ExitCode.ARCHIVE_NOT_FOUND);
        assertThat(printed()).contains("Error: Missing archive shop");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void listensOnLoopbackOnly() throws Exception {
        Set<String> ofOtherTests = listeningSockets().keySet();
        CompletableFuture<ExitCode> running = startEndless();
        SmallFlink.await("a commit", () -> !archive.manifests().isEmpty());

        Map<String, String> sockets = listeningSockets();

        stop.complete("test");
        running.get();
        sockets.keySet().removeAll(ofOtherTests);
        assertThat(sockets.values()).isNotEmpty().allMatch(EmbeddedFlinkIT::isLoopback);
    }

    /** Addresses by the number of the socket, as the kernel writes them: hexadecimal words in the machine's order. */
    private static Map<String, String> listeningSockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : open.toList()) {
                try {
                    sockets.add(Files.readSymbolicLink(file).toString());
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
        Map<String, String> addresses = new HashMap<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals("0A") && sockets.contains("socket:[" + fields[9] + "]")) {
                    addresses.put(fields[9], fields[1].substring(0, fields[1].indexOf(':')));
                }
            }
        }
        return addresses;
    }

    private static boolean isLoopback(String address) {
        int last = Integer.reverseBytes(Integer.parseUnsignedInt(address.substring(address.length() - 8), 16));
        boolean v4 = ByteBuffer.allocate(4).putInt(0, last).get(0) == 127;
        boolean v6 = address.length() == 32 && address.startsWith("0".repeat(24)) && last == 1;
        return v4 || v6;
    }
}
