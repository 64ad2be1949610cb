// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.ObjectExistsException;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoreContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.fs.local.LocalRecoverableWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkFileStoreTest extends StoreContract {
    @TempDir
    private Path directory;

    private org.apache.flink.core.fs.Path root() {
        return new org.apache.flink.core.fs.Path(directory.resolve("a store").toUri());
    }

    @Override
    protected Store newStore() {
        return new FlinkFileStore(FileSystem.getLocalFileSystem(), root(), StoreRetries.standard());
    }

    private static Store at(String uri) {
        return new FlinkFileStore(
                FileSystem.getLocalFileSystem(),
                new org.apache.flink.core.fs.Path(URI.create(uri)),
                StoreRetries.standard());
    }

    @Test
    void localDirectoriesGetTheStoreThatCreatesAtomically() throws IOException {
        assertThat(FlinkFileStore.open(directory.toUri())).isInstanceOf(LocalStore.class);
    }

    @Test
    void namesTheSchemeThatHasNoFileSystem() {
        assertThatThrownBy(() -> FlinkFileStore.open(URI.create("s3://key:SECRET@bucket/backups")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot open store s3://bucket/backups: no file system for scheme s3")
                .hasMessageContaining("HINT: put the Flink file system")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void locationHasNoCredentials() {
        assertThat(at("s3://key:SECRET@bucket/backups").location()).isEqualTo("s3://bucket/backups");
        assertThat(at("s3://token@bucket/backups").location()).isEqualTo("s3://bucket/backups");
        assertThat(at("abfss://container@account.dfs.core.windows.net/backups").location())
                .isEqualTo("abfss://container@account.dfs.core.windows.net/backups");
    }

    @Test
    void fileSystemsGetTheProperties() throws IOException {
        FlinkFileStore.configureProcess(Map.of("fs.default-scheme", "file:///elsewhere"), directory, List.of());

        try {
            assertThat(FileSystem.getDefaultFsUri()).isEqualTo(URI.create("file:///elsewhere"));
        } finally {
            FlinkFileStore.configureProcess(Map.of(), directory, List.of());
        }
    }

    /** Another process creates the object just before this one publishes. */
    private static final class Overtaken extends LocalFileSystem {
        private final byte[] content;

        Overtaken(byte[] content) {
            this.content = content;
        }

        @Override
        public LocalRecoverableWriter createRecoverableWriter() throws IOException {
            throw new IOException("must not be asked");
        }

        @Override
        public FileStatus getFileStatus(org.apache.flink.core.fs.Path path) throws IOException {
            Path file = pathToFile(path).toPath();
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return super.getFileStatus(path);
        }
    }

    @Test
    void whatAnotherProcessCreatedIsComparedAndNotOverwritten() throws IOException {
        Store same = new FlinkFileStore(new Overtaken("mine".getBytes(UTF_8)), root(), StoreRetries.standard());
        Store other = new FlinkFileStore(new Overtaken("yours".getBytes(UTF_8)), root(), StoreRetries.standard());

        same.create("a/b", "mine".getBytes(UTF_8));

        assertThatThrownBy(() -> other.create("a/b", "mine".getBytes(UTF_8)))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining("a/b");
    }

    @Test
    void nothingIsLeftBesideTheObject() throws IOException {
        newStore().create("a/b", "1".getBytes(UTF_8));

        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactly("b");
        }
    }
}
