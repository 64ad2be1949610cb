// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.jspecify.annotations.Nullable;

/** Where an embedded job keeps its snapshots, which are checkpoints and savepoints, and temporary files; held for this process. */
record StateDirectory(Path directory, FileChannel channel, FileLock lock) implements Closeable {
    private static final String METADATA = "_metadata";

    static StateDirectory open(Path path) throws IOException {
        Path directory = Files.createDirectories(path.toAbsolutePath().normalize());
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by another job of this process
        }
        if (lock == null) {
            channel.close();
            throw new IOException("Cannot use state directory " + directory
                    + ": another process runs with it. HINT: give each job a stateDir of its own");
        }
        StateDirectory state = new StateDirectory(directory, channel, lock);
        delete(state.temporary());
        Files.createDirectories(state.temporary());
        return state;
    }

    Path temporary() {
        return directory.resolve("tmp");
    }

    Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    Path savepoints() {
        return directory.resolve("savepoints");
    }

    Optional<Path> newestSnapshot() throws IOException {
        deleteSnapshotsBut(2);
        return snapshots().stream().findFirst();
    }

    void deleteSnapshotsBut(int kept) throws IOException {
        for (Path old : snapshots().stream().skip(kept).toList()) {
            delete(old);
        }
    }

    /** Complete ones, newest first. */
    private List<Path> snapshots() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path parent : List.of(checkpoints(), savepoints())) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> files = Files.find(
                        parent, 3, (file, attributes) -> file.endsWith(METADATA) && attributes.isRegularFile())) {
                    files.map(Path::getParent).forEach(found::add);
                }
            }
        }
        found.sort(Comparator.comparing(
                        (Path path) -> path.resolve(METADATA).toFile().lastModified())
                .thenComparing(Comparator.naturalOrder())
                .reversed());
        return found;
    }

    /** @throws IOException naming the snapshot if a file of it is damaged or missing */
    static void requireReadable(Path snapshot) throws IOException {
        ClassLoader loader = StateDirectory.class.getClassLoader();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(snapshot.resolve(METADATA))))) {
            String pointer = snapshot.toUri().toString();
            for (OperatorState operator :
                    Checkpoints.loadCheckpointMetadata(in, loader, pointer).getOperatorStates()) {
                for (OperatorSubtaskState subtask : operator.getStates()) {
                    for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                        requireReadable(handle);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "Cannot resume from " + snapshot + ": it is damaged (" + e.getMessage()
                            + "). HINT: move that directory away and start again; the job then goes on from an older one, "
                            + "or without any from where the archive ends, and nothing is lost",
                    e);
        }
    }

    private static void requireReadable(OperatorStateHandle handle) throws IOException {
        try (InputStream in = handle.openInputStream()) {
            if (in.transferTo(OutputStream.nullOutputStream()) != handle.getStateSize()) {
                throw new IOException("a file of it is not complete");
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        delete(temporary());
        lock.release();
        channel.close();
    }
}
