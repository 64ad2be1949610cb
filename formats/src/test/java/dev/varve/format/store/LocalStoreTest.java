// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends StoreContract {
    private final Path directory;

    LocalStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Store newStore() {
        return new LocalStore(directory.resolve("store"));
    }

    @Test
    void leavesNoTemporaryFiles() throws IOException {
        LocalStore store = new LocalStore(directory);
        store.create("a/b", new byte[] {1});
        store.create("a/b", new byte[] {1});

        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(directory.resolve("a/b"));
        }
    }

    @Test
    void passesOverTemporaryFilesOfACrash() throws IOException {
        LocalStore store = new LocalStore(directory);
        store.create("a/b", new byte[] {1});
        Files.write(directory.resolve("a/.varve-0000.tmp"), new byte[] {1});
        List<String> names = new ArrayList<>();

        store.list("", (name, length) -> names.add(name));

        assertThat(names).containsExactly("a/b");
    }

    @Test
    void refusesDirectories() throws IOException {
        LocalStore store = new LocalStore(directory);
        Files.createDirectories(directory.resolve("a/b"));

        assertThatThrownBy(() -> store.create("a/b", new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot create object a/b in " + directory)
                .hasMessageEndingWith("it is a directory");
        assertThatThrownBy(() -> store.open("a/b"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("it is a directory");
    }

    @Test
    void saysWhenAFolderIsAFile() throws IOException {
        LocalStore store = new LocalStore(directory);
        Files.write(directory.resolve("a"), new byte[] {1});

        assertThatThrownBy(() -> store.create("a/b", new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a file, not a directory");
        assertThatThrownBy(() -> store.list("a", (name, length) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("it is not a directory");
    }

    @Test
    void saysWhenItMayNotWrite() throws IOException {
        Path readOnly = Files.createDirectory(directory.resolve("read-only"));
        assumeTrue(readOnly.toFile().setWritable(false), "cannot make a directory read-only");
        // Root may write everywhere but there.
        Path closed = Files.isWritable(readOnly) ? Path.of("/sys/varve") : readOnly;
        LocalStore store = new LocalStore(closed);

        assertThatThrownBy(() -> store.create("a/b", new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot create object a/b in " + closed)
                .hasMessageContaining("HINT: check that the directory is mounted");
    }

    @Test
    void saysWhenTheDeviceIsFull() {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "SKIPPED: no /dev/full");

        assertThatThrownBy(() -> LocalObjectFile.write(Path.of("/dev/full"), new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("space");
    }

    @Test
    void persistsNamesOfObjectsThatOthersPutThere() throws IOException {
        LocalStore store = new LocalStore(directory.resolve("store"));
        Files.createDirectories(directory.resolve("store/a/b"));
        Files.write(directory.resolve("store/a/b/c"), new byte[] {1});

        store.persistNames(List.of("a/b/c"));
        store.persistNames(List.of("a/b/c"));

        assertThatThrownBy(() -> store.persistNames(List.of("a/b/c", "a/gone/d")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "Cannot persist the names of objects in folder " + directory.resolve("store/a/gone"))
                .hasMessageContaining("HINT: check that the directory is mounted");
    }

    @Test
    void directoryThatCannotBeLookedAtIsNotEmpty() throws IOException {
        // As root, permissions stop nobody; a link to itself does.
        Path closed = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        LocalStore store = new LocalStore(closed);

        assertThatThrownBy(() -> store.list("", (name, length) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot list " + closed + ": ")
                .hasMessageContaining("HINT: check that the directory is mounted");
        assertThatThrownBy(() -> store.folders("a"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot list a in " + closed + ": ");
    }

    @Test
    void followsLinksToDirectories() throws IOException {
        new LocalStore(directory.resolve("real")).create("a/b", new byte[] {1});
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));
        List<String> names = new ArrayList<>();

        new LocalStore(directory.resolve("link")).list("", (name, length) -> names.add(name));

        assertThat(names).containsExactly("a/b");
    }
}
