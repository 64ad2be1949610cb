// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Random;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.RecoverableWriter.CommitRecoverable;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoverableWriterIT {
    private static final int BLOCK = 1 << 18;
    private static final String NAME = "folder/part";

    private String container = "";
    private FileSystem files = FileSystem.getLocalFileSystem();

    @BeforeEach
    void open() throws Exception {
        container = FileSystems.newContainer();
        files = FileSystems.open(container, "azblob.upload.block-size", BLOCK + "b");
    }

    private Path path() {
        return FileSystems.path(container, NAME);
    }

    /** Another one each time, as after a failover. */
    private RecoverableWriter writer() throws IOException {
        return files.createRecoverableWriter();
    }

    private byte @Nullable [] content() throws Exception {
        return Azurite.shared().content(container, NAME);
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private ResumeRecoverable throughCheckpoint(ResumeRecoverable recoverable) throws IOException {
        return copy(writer().getResumeRecoverableSerializer(), recoverable);
    }

    private CommitRecoverable throughCheckpoint(CommitRecoverable recoverable) throws IOException {
        return copy(writer().getCommitRecoverableSerializer(), recoverable);
    }

    private static <T> T copy(SimpleVersionedSerializer<T> serializer, T value) throws IOException {
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(value));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK, 9 * BLOCK, 9 * BLOCK + 1})
    void appearsWithItsCommitAndNotBefore(int length) throws Exception {
        byte[] expected = random(1, length);
        RecoverableFsDataOutputStream stream = writer().open(path());
        stream.write(expected);
        RecoverableFsDataOutputStream.Committer committer = stream.closeForCommit();
        assertThat(content()).isNull();

        committer.commit();

        assertThat(content()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9 * BLOCK + 1})
    void isCommittedAgainAfterFailover(int length) throws Exception {
        byte[] expected = random(2, length);
        RecoverableFsDataOutputStream stream = writer().open(path());
        stream.write(expected);
        RecoverableFsDataOutputStream.Committer committer = stream.closeForCommit();
        CommitRecoverable kept = throughCheckpoint(committer.getRecoverable());
        committer.commit();

        writer().recoverForCommit(kept).commitAfterRecovery();
        writer().recoverForCommit(kept).commit();

        assertThat(content()).isEqualTo(expected);
    }

    @Test
    void neverTakesAnotherBlobForItsOwn() throws Exception {
        byte[] content = random(3, 2 * BLOCK);
        CommitRecoverable kept;
        try (RecoverableFsDataOutputStream stream = writer().open(path())) {
            stream.write(content);
            kept = throughCheckpoint(stream.closeForCommit().getRecoverable());
        }
        try (FSDataOutputStream other = files.create(path(), WriteMode.NO_OVERWRITE)) {
            other.write(content);
        }

        assertThatThrownBy(() -> writer().recoverForCommit(kept).commitAfterRecovery())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("a blob of " + content.length + " bytes in 2 blocks has this name");
    }

    @Test
    void goesOnAfterEachOfManyFailovers() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ResumeRecoverable last = writer().open(path()).persist();
        for (int attempt = 0; attempt < 8; attempt++) {
            try (RecoverableFsDataOutputStream stream = writer().recover(throughCheckpoint(last))) {
                assertThat(stream.getPos()).isEqualTo(expected.size());
                byte[] kept = random(attempt, attempt * BLOCK / 2 + attempt);
                stream.write(kept);
                expected.write(kept);
                last = stream.persist();
                stream.write(random(99, 2 * BLOCK));
                stream.persist();
            }
        }
        RecoverableFsDataOutputStream stream = writer().recover(throughCheckpoint(last));
        stream.write("end".getBytes(UTF_8));
        expected.write("end".getBytes(UTF_8));
        stream.closeForCommit().commit();

        assertThat(content()).isEqualTo(expected.toByteArray());
    }

    @Test
    void attemptThatWasGivenUpCannotHarmItsSuccessor() throws Exception {
        RecoverableFsDataOutputStream givenUp = writer().open(path());
        givenUp.write(random(4, BLOCK));
        ResumeRecoverable checkpoint = throughCheckpoint(givenUp.persist());
        RecoverableFsDataOutputStream successor = writer().recover(checkpoint);
        successor.write(random(5, 3 * BLOCK));
        givenUp.write(random(6, 3 * BLOCK));
        givenUp.persist();
        successor.closeForCommit().commit();

        RecoverableFsDataOutputStream.Committer late = givenUp.closeForCommit();
        assertThatThrownBy(late::commit)
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("which is not what was to be committed");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write(random(4, BLOCK));
        expected.write(random(5, 3 * BLOCK));
        assertThat(content()).isEqualTo(expected.toByteArray());
    }

    @Test
    void saysThatBlocksAreGone() throws Exception {
        RecoverableFsDataOutputStream stream = writer().open(path());
        stream.write(random(7, BLOCK));
        ResumeRecoverable resumable = throughCheckpoint(stream.persist());
        CommitRecoverable committable =
                throughCheckpoint(stream.closeForCommit().getRecoverable());
        files.create(path(), WriteMode.NO_OVERWRITE).close();
        files.delete(path(), false);

        assertThatThrownBy(() -> writer().recover(resumable))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 of 1 blocks are gone")
                .hasMessageContaining("HINT: Azure drops blocks a week after");
        assertThatThrownBy(() -> writer().recoverForCommit(committable).commitAfterRecovery())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("blocks that were uploaded for it are gone");
        assertThat(content()).isNull();
    }

    @Test
    void refusesStateOfAnotherContainer() throws Exception {
        ResumeRecoverable here = writer().open(path()).persist();
        String other = FileSystems.newContainer();

        assertThatThrownBy(
                        () -> FileSystems.open(other).createRecoverableWriter().recover(here))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the stream was begun in azblob://" + container + "@");
    }

    @Test
    void plainFileIsNotPublishedAfterAFailedWrite() throws Exception {
        FileSystem refused =
                FileSystems.open(container, "azblob.upload.block-size", BLOCK + "b", "azblob.attempts", "1");
        FSDataOutputStream out = refused.create(path(), WriteMode.NO_OVERWRITE);
        out.write(random(8, BLOCK / 2));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> {
                        out.write(random(8, 3 * BLOCK));
                        out.sync();
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nterrupted");
        } finally {
            Thread.interrupted();
        }
        out.close();

        assertThat(content()).isNull();
    }
}
