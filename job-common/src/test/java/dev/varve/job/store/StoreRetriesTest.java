// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.MissingObjectException;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading from a file system that fails now and then. */
class StoreRetriesTest {
    private static final byte[] CONTENT = "0123456789".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private final Flaky files = new Flaky();
    private final List<Duration> pauses = new ArrayList<>();
    private final StoreRetries retries =
            new StoreRetries(4, Duration.ofMillis(200), Duration.ofSeconds(30), pauses::add);

    /** Fails the next calls as told, and gives streams that end early or fail as told. */
    private static final class Flaky extends LocalFileSystem {
        private final Deque<IOException> lookups = new ArrayDeque<>();
        private final Deque<IOException> listings = new ArrayDeque<>();
        private final Deque<IOException> openings = new ArrayDeque<>();
        private final Deque<IOException> reads = new ArrayDeque<>();
        private int opened;
        private int closed;

        private static void failNext(Deque<IOException> failures) throws IOException {
            @Nullable IOException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public FileStatus getFileStatus(org.apache.flink.core.fs.Path path) throws IOException {
            failNext(lookups);
            return super.getFileStatus(path);
        }

        @Override
        public FileStatus[] listStatus(org.apache.flink.core.fs.Path path) throws IOException {
            failNext(listings);
            return super.listStatus(path);
        }

        @Override
        public FSDataInputStream open(org.apache.flink.core.fs.Path path) throws IOException {
            failNext(openings);
            opened++;
            return new Stream(super.open(path));
        }

        /** A failed read has moved the stream by some bytes, and it never works again. */
        private final class Stream extends FSDataInputStream {
            private final FSDataInputStream stream;
            private boolean broken;

            Stream(FSDataInputStream stream) {
                this.stream = stream;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (broken) {
                    throw new AssertionError("read after a failure");
                }
                if (!reads.isEmpty()) {
                    broken = true;
                    stream.read(target, offset, length / 2);
                    if (reads.peek() instanceof EOFException) {
                        reads.remove();
                        return -1;
                    }
                    failNext(reads);
                }
                return stream.read(target, offset, length);
            }

            @Override
            public int read() throws IOException {
                return stream.read();
            }

            @Override
            public void seek(long position) throws IOException {
                stream.seek(position);
            }

            @Override
            public long getPos() throws IOException {
                return stream.getPos();
            }

            @Override
            public void close() throws IOException {
                closed++;
                stream.close();
            }
        }
    }

    @BeforeEach
    void createObject() throws IOException {
        new LocalStore(directory).create("a/b", CONTENT);
    }

    private Store store() {
        return new FlinkFileStore(files, new org.apache.flink.core.fs.Path(directory.toUri()), retries);
    }

    private static IOException passing() {
        return new SocketException("Connection reset");
    }

    @Test
    void readsFromNewStreamAfterFailures() throws IOException {
        files.reads.addAll(List.of(passing(), new SocketTimeoutException("Read timed out"), new EOFException()));
        byte[] read = new byte[5];

        try (StoredObject object = store().open("a/b")) {
            object.readFully(4, read, 0, 5);
        }

        assertThat(new String(read, UTF_8)).isEqualTo("45678");
        assertThat(files.opened).isEqualTo(4);
        assertThat(files.closed).isEqualTo(4);
        assertThat(pauses).hasSize(3);
    }

    @Test
    void waitsLongerEachTime() throws IOException {
        files.lookups.addAll(List.of(passing(), passing(), passing()));

        store().open("a/b").close();

        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(pauses.get(2)).isBetween(Duration.ofMillis(1600), Duration.ofMillis(3200));
    }

    @Test
    void listsAndOpensAfterFailures() throws IOException {
        files.listings.add(passing());
        files.lookups.add(passing());
        files.openings.add(passing());
        List<String> names = new ArrayList<>();

        store().list("", (name, length) -> names.add(name));

        assertThat(names).containsExactly("a/b");
        assertThat(store().readSmall("a/b", 100)).isEqualTo(CONTENT);
        assertThat(pauses).hasSize(3);
    }

    @Test
    void givesUpAfterFourAttempts() {
        files.lookups.addAll(List.of(passing(), passing(), passing(), new IOException("the fourth"), passing()));

        assertThatThrownBy(() -> store().open("a/b"))
                .isInstanceOf(IOException.class)
                .hasMessage("the fourth");
        assertThat(pauses).hasSize(3);
    }

    @Test
    void beginsNoAttemptOnceTheFirstIsLongAgo() {
        files.lookups.add(passing());
        StoreRetries impatient = new StoreRetries(4, Duration.ofMillis(200), Duration.ZERO, pauses::add);
        Store store = new FlinkFileStore(files, new org.apache.flink.core.fs.Path(directory.toUri()), impatient);

        assertThatThrownBy(() -> store.open("a/b"))
                .isInstanceOf(IOException.class)
                .hasMessage("Connection reset");
        assertThat(pauses).isEmpty();
    }

    @Test
    void tellsAtOnceOfWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> store().open("a/c"))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageStartingWith("Missing object a/c in ");

        StoredObject object = store().open("a/b");
        files.reads.add(new FileNotFoundException("deleted meanwhile"));
        assertThatThrownBy(() -> object.readFully(0, new byte[1], 0, 1))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageStartingWith("Missing object a/b in ");
        assertThat(pauses).isEmpty();
    }

    @Test
    void tellsAtOnceWhatIsRefusedOrInterrupted() {
        for (IOException refusal : List.of(
                new AccessDeniedException("a/b: 403"),
                new IOException("wrapped", new AccessDeniedException("403")),
                new InterruptedIOException("interrupted"))) {
            files.lookups.add(refusal);

            assertThatThrownBy(() -> store().open("a/b"))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(".*(403|interrupted).*")
                    .satisfies(told ->
                            assertThat(Arrays.asList(told, told.getCause())).contains(refusal));
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void tellsAtOnceOfReadsBeyondTheEnd() throws IOException {
        try (StoredObject object = store().open("a/b")) {
            assertThatThrownBy(() -> object.readFully(8, new byte[3], 0, 3))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("the object has 10");
        }
        assertThat(pauses).isEmpty();
    }
}
