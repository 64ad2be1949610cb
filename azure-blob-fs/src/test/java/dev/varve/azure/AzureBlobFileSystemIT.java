// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureBlobFileSystemIT {
    private static final int BLOCK = 1 << 18;

    private String container = "";
    private FileSystem files = FileSystem.getLocalFileSystem();

    @BeforeEach
    void open() throws Exception {
        container = FileSystems.newContainer();
        files = FileSystems.open(container, "azblob.upload.block-size", BLOCK + "b", "azblob.read.ahead", "1mb");
    }

    private Path path(String name) {
        return FileSystems.path(container, name);
    }

    private void write(String name, byte[] content) throws IOException {
        try (FSDataOutputStream out = files.create(path(name), WriteMode.NO_OVERWRITE)) {
            out.write(content);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK, 20 * BLOCK + 17})
    void keepsBytesOfAnyLength(int length) throws Exception {
        byte[] content = random(length);
        write("folder/file", content);

        assertThat(Azurite.shared().content(container, "folder/file")).isEqualTo(content);
        assertThat(FileSystems.read(files, path("folder/file"))).isEqualTo(content);
        assertThat(files.getFileStatus(path("folder/file")).getLen()).isEqualTo(length);
    }

    @Test
    void keepsBytesThatComeOneByOne() throws Exception {
        byte[] content = random(3 * BLOCK / 2);
        try (FSDataOutputStream out = files.create(path("single"), WriteMode.NO_OVERWRITE)) {
            for (byte each : content) {
                out.write(each);
            }
            assertThat(out.getPos()).isEqualTo(content.length);
        }

        assertThat(Azurite.shared().content(container, "single")).isEqualTo(content);
    }

    @Test
    void fileAppearsWhenItIsClosed() throws Exception {
        try (FSDataOutputStream out = files.create(path("file"), WriteMode.NO_OVERWRITE)) {
            out.write(random(3 * BLOCK));
            out.sync();

            assertThat(files.exists(path("file"))).isFalse();
            assertThat(files.listStatus(path(""))).isEmpty();
        }

        assertThat(files.exists(path("file"))).isTrue();
    }

    @Test
    void doesNotOverwriteUnlessAsked() throws Exception {
        write("file", random(10));

        assertThatThrownBy(() -> files.create(path("file"), WriteMode.NO_OVERWRITE))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("azblob://" + container + "@" + Azurite.ACCOUNT + ".blob.core.windows.net/file");
        assertThat(FileSystems.read(files, path("file"))).isEqualTo(random(10));

        try (FSDataOutputStream out = files.create(path("file"), WriteMode.OVERWRITE)) {
            out.write(random(7));
        }
        assertThat(FileSystems.read(files, path("file"))).isEqualTo(random(7));
    }

    @Test
    void oneOfTwoThatCreateTogetherWins() throws Exception {
        FSDataOutputStream first = files.create(path("file"), WriteMode.NO_OVERWRITE);
        FSDataOutputStream second = files.create(path("file"), WriteMode.NO_OVERWRITE);
        first.write(random(10));
        second.write(random(11));
        first.close();

        assertThatThrownBy(second::close)
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("/file")
                .hasMessageContaining("a blob of 10 bytes");
        assertThat(FileSystems.read(files, path("file"))).isEqualTo(random(10));
    }

    @Test
    void readsAnyRangeInAnyOrder() throws Exception {
        byte[] content = random(3_000_000);
        write("file", content);
        Random random = new Random(7);
        try (FSDataInputStream in = files.open(path("file"))) {
            for (int i = 0; i < 200; i++) {
                int position = random.nextInt(content.length);
                int length = Math.min(content.length - position, 1 + random.nextInt(i % 10 == 0 ? 700_000 : 300));
                if (random.nextBoolean() || in.getPos() + length > content.length) {
                    in.seek(position);
                } else {
                    position = (int) in.getPos();
                }
                byte[] found = in.readNBytes(length);

                assertThat(found).isEqualTo(Arrays.copyOfRange(content, position, position + length));
                assertThat(in.getPos()).isEqualTo(position + length);
            }
            in.seek(content.length);
            assertThat(in.read()).isEqualTo(-1);
            assertThatThrownBy(() -> in.seek(content.length + 1L))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("it has 3000000 bytes");
        }
    }

    @Test
    void noticesThatABlobChangesWhileItIsRead() throws Exception {
        write("file", random(3_000_000));
        try (FSDataInputStream in = files.open(path("file"))) {
            assertThat(in.read()).isNotNegative();
            try (FSDataOutputStream out = files.create(path("file"), WriteMode.OVERWRITE)) {
                out.write(random(3_000_001));
            }
            in.seek(2_000_000);

            assertThatThrownBy(in::read)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was changed by somebody else")
                    .hasMessageContaining("412");
        }
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> files.open(path("no/file")))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("/no/file: there is no such blob");
        assertThatThrownBy(() -> files.getFileStatus(path("no/file")))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("/no/file: there is no such blob");
    }

    @Test
    void prefixesAreDirectories() throws Exception {
        for (String name : List.of("a/1", "a/b/2", "a/b/3", "a.txt", "ab/4")) {
            write(name, random(name.length()));
        }

        assertThat(names("")).containsExactly("a.txt", "a/", "ab/");
        assertThat(names("a")).containsExactly("1", "b/");
        assertThat(names("a/b")).containsExactly("2", "3");
        assertThat(names("a/b/2")).containsExactly("2");
        assertThat(names("absent")).isEmpty();
        assertThat(files.getFileStatus(path("a")).isDir()).isTrue();
        assertThat(files.getFileStatus(path("a.txt")).isDir()).isFalse();
        assertThat(files.getFileStatus(path("")).isDir()).isTrue();
        assertThat(files.getFileStatus(path("a/1")).getModificationTime()).isPositive();
        assertThatThrownBy(() -> files.create(path("a"), WriteMode.OVERWRITE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a directory has the name");
    }

    private List<String> names(String folder) throws IOException {
        return Stream.of(files.listStatus(path(folder)))
                .map(status -> status.getPath().getName() + (status.isDir() ? "/" : ""))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "100%", "%2F", "a+b", "a#b", "a?b", "ä-€-😀", "a&b=c", ".hidden", "x'y\"z", "~[]{}"})
    void keepsDifficultNames(String name) throws Exception {
        write("folder/" + name, random(5));

        assertThat(FileSystems.read(files, path("folder/" + name))).isEqualTo(random(5));
        assertThat(files.listStatus(path("folder"))).hasSize(1);
        FileStatus found = files.listStatus(path("folder"))[0];
        assertThat(found.getPath()).isEqualTo(path("folder/" + name));
        assertThat(found.getPath().getName()).isEqualTo(name);
    }

    @Test
    void listsAndDeletesMoreThanAPage() throws Exception {
        files = FileSystems.open(container, "azblob.list.page", "3");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expected.add("n" + i + (i % 3 == 0 ? "/" : ""));
            write("many/n" + i + (i % 3 == 0 ? "/below" : ""), random(i));
        }

        assertThat(names("many")).containsExactlyInAnyOrderElementsOf(expected);
        assertThatThrownBy(() -> files.delete(path("many"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is not empty");
        assertThat(files.delete(path("many"), true)).isTrue();
        assertThat(Azurite.shared().names(container)).isEmpty();
    }

    @Test
    void renamesOneBlobOntoNoOther() throws Exception {
        write("from", "content".getBytes(UTF_8));
        write("other", random(3));

        assertThatThrownBy(() -> files.rename(path("from"), path("other")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("/other");
        assertThat(files.rename(path("from"), path("folder/to"))).isTrue();

        assertThat(files.exists(path("from"))).isFalse();
        assertThat(FileSystems.read(files, path("folder/to"))).asString().isEqualTo("content");
        assertThatThrownBy(() -> files.rename(path("folder"), path("else")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no directories that could be renamed");
    }
}
