// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.core.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.azure.AzureBlobFileSystemFactory;
import dev.varve.azure.Azurite;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;
import org.junit.jupiter.api.Test;

/**
 * Flink's own suite for recoverable writers. Five of its cases look for a file in progress next to the final one, or want a later state
 * to be lost when an earlier one was resumed. Staged blocks are not files, and none are lost; these cases ask for the content instead.
 */
class AzureBlobRecoverableWriterIT extends AbstractRecoverableWriterTest {
    private static final String CONTAINER = "flink-writer-suite";

    @Override
    public Path getBasePath() {
        return new Path(Azurite.uri(CONTAINER, "suite"));
    }

    @Override
    public FileSystem initializeFileSystem() throws Exception {
        Azurite.shared().createContainer(CONTAINER);
        AzureBlobFileSystemFactory factory = new AzureBlobFileSystemFactory();
        factory.configure(Configuration.fromMap(Azurite.shared().properties()));
        return factory.create(getBasePath().toUri());
    }

    @Test
    @Override
    void testRecoverWithEmptyState() throws Exception {
        requireResumed(0, "three");
    }

    @Test
    @Override
    void testRecoverWithState() throws Exception {
        requireResumed(1, "one three");
    }

    @Test
    @Override
    void testRecoverFromIntermWithoutAdditionalState() throws Exception {
        requireResumed(2, "one three");
    }

    @Test
    @Override
    void testRecoverAfterMultiplePersistsState() throws Exception {
        requireResumed(3, "one two three");
    }

    @Test
    @Override
    void testResumeWithWrongOffset() throws Exception {
        FileSystem files = initializeFileSystem();
        Path path = new Path(getBasePathForTest(), "part-0");
        List<ResumeRecoverable> states = write(files, path);
        files.createRecoverableWriter().recover(states.get(1)).close();

        RecoverableFsDataOutputStream later = files.createRecoverableWriter().recover(states.get(3));
        later.closeForCommit().commit();

        assertThat(read(files, path)).isEqualTo("one two ");
    }

    private void requireResumed(int state, String expected) throws Exception {
        FileSystem files = initializeFileSystem();
        Path path = new Path(getBasePathForTest(), "part-0");
        ResumeRecoverable resumable = write(files, path).get(state);
        RecoverableWriter writer = files.createRecoverableWriter();
        byte[] kept = writer.getResumeRecoverableSerializer().serialize(resumable);

        RecoverableFsDataOutputStream resumed =
                writer.recover(writer.getResumeRecoverableSerializer().deserialize(1, kept));
        assertThat(files.listStatus(getBasePathForTest())).isEmpty();
        resumed.write("three".getBytes(UTF_8));
        resumed.closeForCommit().commit();

        assertThat(read(files, path)).isEqualTo(expected);
        assertThat(files.listStatus(getBasePathForTest())).hasSize(1);
    }

    /** States before the first word, after it, once more after it, and after the second. */
    private static List<ResumeRecoverable> write(FileSystem files, Path path) throws Exception {
        try (RecoverableFsDataOutputStream stream =
                files.createRecoverableWriter().open(path)) {
            ResumeRecoverable empty = stream.persist();
            stream.write("one ".getBytes(UTF_8));
            ResumeRecoverable first = stream.persist();
            ResumeRecoverable again = stream.persist();
            stream.write("two ".getBytes(UTF_8));
            ResumeRecoverable second = stream.persist();
            stream.write("lost".getBytes(UTF_8));
            return List.of(empty, first, again, second);
        }
    }

    private static String read(FileSystem files, Path path) throws Exception {
        try (FSDataInputStream in = files.open(path)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
