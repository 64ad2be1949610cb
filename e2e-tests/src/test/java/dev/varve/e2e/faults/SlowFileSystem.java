// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Local files that answer late: each request takes a while, and so does the end of each file. Flink finds it by its scheme. */
public final class SlowFileSystem extends FileSystem {
    /** One that a store may have, and that no test has a real file system for. */
    private static final String SCHEME = "abfss";

    private static final Duration LATE = Duration.ofMillis(100);

    private final FileSystem files = LocalFileSystem.getSharedInstance();

    /** Named in {@code META-INF/services}. */
    public static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new SlowFileSystem();
        }
    }

    /** Of a directory. */
    static String uri(java.nio.file.Path directory) {
        return SCHEME + "://late@answers.invalid" + directory.toAbsolutePath();
    }

    private static void pause() {
        LockSupport.parkNanos(LATE.toNanos());
    }

    private FileSystem late() {
        pause();
        return files;
    }

    @Override
    public Path getWorkingDirectory() {
        return files.getWorkingDirectory();
    }

    @Override
    public Path getHomeDirectory() {
        return files.getHomeDirectory();
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return late().getFileStatus(path);
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) throws IOException {
        return late().getFileBlockLocations(file, start, length);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return late().open(path, bufferSize);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        return late().open(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return late().listStatus(path);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return late().delete(path, recursive);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        return late().mkdirs(path);
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
        return late().create(path, mode);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return late().rename(from, to);
    }

    @Override
    public boolean isDistributedFS() {
        return false;
    }

    @Override
    public RecoverableWriter createRecoverableWriter() throws IOException {
        return new SlowWriter(files.createRecoverableWriter());
    }

    private record SlowWriter(RecoverableWriter files) implements RecoverableWriter {
        @Override
        public RecoverableFsDataOutputStream open(Path path) throws IOException {
            pause();
            return new SlowStream(files.open(path));
        }

        @Override
        public RecoverableFsDataOutputStream recover(ResumeRecoverable resumable) throws IOException {
            pause();
            return new SlowStream(files.recover(resumable));
        }

        @Override
        public boolean requiresCleanupOfRecoverableState() {
            return files.requiresCleanupOfRecoverableState();
        }

        @Override
        public boolean cleanupRecoverableState(ResumeRecoverable resumable) throws IOException {
            return files.cleanupRecoverableState(resumable);
        }

        @Override
        public RecoverableFsDataOutputStream.Committer recoverForCommit(CommitRecoverable resumable)
                throws IOException {
            pause();
            return files.recoverForCommit(resumable);
        }

        @Override
        public SimpleVersionedSerializer<CommitRecoverable> getCommitRecoverableSerializer() {
            return files.getCommitRecoverableSerializer();
        }

        @Override
        public SimpleVersionedSerializer<ResumeRecoverable> getResumeRecoverableSerializer() {
            return files.getResumeRecoverableSerializer();
        }

        @Override
        public boolean supportsResume() {
            return files.supportsResume();
        }
    }

    private static final class SlowStream extends RecoverableFsDataOutputStream {
        private final RecoverableFsDataOutputStream stream;

        SlowStream(RecoverableFsDataOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public RecoverableWriter.ResumeRecoverable persist() throws IOException {
            pause();
            return stream.persist();
        }

        @Override
        public Committer closeForCommit() throws IOException {
            pause();
            return stream.closeForCommit();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void sync() throws IOException {
            stream.sync();
        }

        @Override
        public void write(int value) throws IOException {
            stream.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            pause();
            stream.write(bytes, offset, length);
        }
    }
}
